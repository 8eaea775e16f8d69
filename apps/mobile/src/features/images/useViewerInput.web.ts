import { useEffect, useEffectEvent } from 'react';
import type { ViewerInput } from './viewerInput.ts';

const CLOSER = 1.5;
/** How far a picture goes by one press of an arrow key. */
const MOVE = 80;

/**
 * The viewer's keys: arrows to the next picture, or over one that is shown closer; plus, minus and nought; Home and End.
 * The wheel goes closer where the pointer is. The viewer is before everything else, so that they are its own.
 */
export function useViewerInput(input: ViewerInput): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = actions(input)[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  const onWheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault();
    input.zoomBy(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), {
      x: event.clientX,
      y: event.clientY,
    });
  });
  useEffect(() => {
    const key = (event: KeyboardEvent) => onKeyDown(event);
    const wheel = (event: WheelEvent) => onWheel(event);
    document.addEventListener('keydown', key);
    // Not passive: the page itself is not to be zoomed.
    document.addEventListener('wheel', wheel, { passive: false });
    return () => {
      document.removeEventListener('keydown', key);
      document.removeEventListener('wheel', wheel);
    };
  }, []);
}

function actions({
  isZoomed,
  onStep,
  onEnd,
  zoomBy,
  moveBy,
  reset,
}: ViewerInput): Record<string, () => void> {
  // The later photo is where a line goes on.
  const turned = getComputedStyle(document.documentElement).direction === 'rtl';
  return {
    ArrowLeft: () => (isZoomed ? moveBy({ x: MOVE, y: 0 }) : onStep(turned ? 1 : -1)),
    ArrowRight: () => (isZoomed ? moveBy({ x: -MOVE, y: 0 }) : onStep(turned ? -1 : 1)),
    ArrowUp: () => moveBy({ x: 0, y: MOVE }),
    ArrowDown: () => moveBy({ x: 0, y: -MOVE }),
    Home: () => onEnd(-1),
    End: () => onEnd(1),
    '+': () => zoomBy(CLOSER),
    '=': () => zoomBy(CLOSER),
    '-': () => zoomBy(1 / CLOSER),
    '0': reset,
  };
}
