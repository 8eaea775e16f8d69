import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { PanResponder, type GestureResponderEvent, type GestureResponderHandlers } from 'react-native';
import { CLOSER, fitted, moved, WHOLE, zoomedTo, type Zoom } from './zoom.ts';

interface Box {
  readonly width: number;
  readonly height: number;
}

interface Options {
  picture: Box;
  window: Box;
  /** The finger has gone far enough to the side: -1 for the one before, 1 for the one after. */
  onStep: (by: -1 | 1) => void;
  onDismiss: () => void;
}

/** So far a finger goes before it means something. */
const STEP = 60;
const DISMISS = 110;
const TAP = 8;
const DOUBLE_TAP = 300;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A picture under fingers or a pointer: pinched, moved, tapped twice, wiped to the side or down. */
export function useZoom(options: Options): {
  zoom: Zoom;
  /** How far the whole picture is on its way to the side. */
  aside: number;
  handlers: GestureResponderHandlers;
  /** Closer, or less close, by this factor, around a point of the window. */
  zoomBy: (factor: number, at?: Point) => void;
  moveBy: (by: Point) => void;
  reset: () => void;
} {
  const { picture, window } = options;
  const [zoom, setZoom] = useState(WHOLE);
  const [aside, setAside] = useState(0);
  const shown = fitted(picture, window);
  const fromMiddle = ({ x, y }: Point): Point => ({ x: x - window.width / 2, y: y - window.height / 2 });

  const middle = { x: window.width / 2, y: window.height / 2 };
  const zoomBy = (factor: number, at: Point = middle) =>
    setZoom((now) => zoomedTo(now, now.scale * factor, fromMiddle(at), shown, window));
  const moveBy = (by: Point) => setZoom((now) => moved(now, by, shown, window));
  const reset = () => {
    setZoom(WHOLE);
    setAside(0);
  };
  const gestures = {
    zoomBy,
    moveBy,
    onTapTwice: (at: Point) => (zoom.scale > 1 ? reset() : zoomBy(CLOSER, at)),
    onMove: (by: Point, sum: Point) => (zoom.scale > 1 ? moveBy(by) : setAside(sum.x)),
    onLetGo: (sum: Point) => {
      setAside(0);
      if (zoom.scale > 1) return;
      if (Math.abs(sum.x) > STEP && Math.abs(sum.x) > Math.abs(sum.y)) options.onStep(sum.x < 0 ? 1 : -1);
      else if (sum.y > DISMISS) options.onDismiss();
    },
  };
  const latest = useRef(gestures);
  useLayoutEffect(() => {
    latest.current = gestures;
  });

  const lastTap = useRef<{ at: number; point: Point }>(undefined);
  const handlers = useMemo(() => {
    /** The fingers when they were last looked at: their middle, and how far two are apart. */
    let last: { middle: Point; apart: number; count: number } | undefined;
    let sum: Point = { x: 0, y: 0 };
    let pinched = false;
    const begin = () => {
      last = undefined;
      sum = { x: 0, y: 0 };
      pinched = false;
    };
    return PanResponder.create({
      onStartShouldSetPanResponder: () => true,
      onMoveShouldSetPanResponder: () => true,
      onPanResponderTerminationRequest: () => false,
      onPanResponderGrant: begin,
      onPanResponderMove: (event) => {
        const now = fingersOf(event);
        // A finger more or less is another beginning.
        if (last?.count === now.count) {
          const by = { x: now.middle.x - last.middle.x, y: now.middle.y - last.middle.y };
          if (now.count > 1) {
            pinched = true;
            latest.current.moveBy(by);
            if (last.apart > 0) latest.current.zoomBy(now.apart / last.apart, now.middle);
          } else {
            sum = { x: sum.x + by.x, y: sum.y + by.y };
            if (!pinched) latest.current.onMove(by, sum);
          }
        }
        last = now;
      },
      onPanResponderRelease: (event, { dx, dy }) => {
        const point = { x: event.nativeEvent.pageX, y: event.nativeEvent.pageY };
        if (pinched) return;
        if (Math.hypot(dx, dy) > TAP) return latest.current.onLetGo({ x: dx, y: dy });
        const before = lastTap.current;
        const now = Date.now();
        const twice = before && now - before.at < DOUBLE_TAP && apart(before.point, point) < 40;
        lastTap.current = twice ? undefined : { at: now, point };
        if (twice) latest.current.onTapTwice(point);
      },
      onPanResponderTerminate: () => latest.current.onLetGo({ x: 0, y: 0 }),
    }).panHandlers;
  }, []);

  return { zoom, aside, handlers, zoomBy, moveBy, reset };
}

function fingersOf({ nativeEvent }: GestureResponderEvent) {
  const fingers = nativeEvent.touches.map(({ pageX, pageY }) => ({ x: pageX, y: pageY }));
  const [one = { x: nativeEvent.pageX, y: nativeEvent.pageY }, two] = fingers;
  if (!two) return { middle: one, apart: 0, count: 1 };
  return { middle: { x: (one.x + two.x) / 2, y: (one.y + two.y) / 2 }, apart: apart(one, two), count: 2 };
}

function apart(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
