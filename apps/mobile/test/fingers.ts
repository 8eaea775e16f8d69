import type { GestureResponderEvent, GestureResponderHandlers } from 'react-native';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where all fingers are, step by step. */
export type Steps = [from: Point[], ...Point[][]];

let time = 1_000;

/**
 * Puts fingers on a view and moves them from place to place, as React Native tells a view of it; answers whether the view
 * wanted to be told.
 */
export function move(handlers: GestureResponderHandlers, ...to: Steps): boolean {
  const [from] = to;
  handlers.onStartShouldSetResponderCapture?.(touch(from, from, from));
  let taken = handlers.onStartShouldSetResponder?.(touch(from, from, from)) ?? false;
  if (taken) handlers.onResponderGrant?.(touch(from, from, from));
  for (const [index, fingers] of to.slice(1).entries()) {
    const event = touch(from, to[index]!, fingers);
    if (taken) {
      handlers.onResponderMove?.(event);
      continue;
    }
    handlers.onMoveShouldSetResponderCapture?.(event);
    if (handlers.onMoveShouldSetResponder?.(event)) {
      taken = true;
      handlers.onResponderGrant?.(event);
    }
  }
  if (taken) handlers.onResponderRelease?.(touch(from, to.at(-1)!, to.at(-1)!, 0));
  return taken;
}

function touch(from: Point[], before: Point[], now: Point[], down = now.length): GestureResponderEvent {
  const earlier = time;
  time += 16;
  const touches = now.map(({ x, y }, identifier) => ({ identifier, pageX: x, pageY: y }));
  const touchBank = now.map(({ x, y }, index) => ({
    touchActive: true,
    startPageX: from[index]!.x,
    startPageY: from[index]!.y,
    startTimeStamp: 1_000,
    previousPageX: before[index]!.x,
    previousPageY: before[index]!.y,
    previousTimeStamp: earlier,
    currentPageX: x,
    currentPageY: y,
    currentTimeStamp: time,
  }));
  return {
    nativeEvent: { ...touches[0], touches: touches.slice(0, down), changedTouches: touches, timestamp: time },
    touchHistory: {
      touchBank,
      numberActiveTouches: down,
      indexOfSingleActiveTouch: 0,
      mostRecentTimeStamp: time,
    },
  } as unknown as GestureResponderEvent;
}
