import type { Picked } from './picked.ts';

interface Incoming {
  /** Pictures are being dragged over the window. */
  readonly isOver: boolean;
}

/** Devices have no pictures that come by themselves. */
export function useIncoming(_onPictures: (pictures: Picked[]) => void, _enabled: boolean): Incoming {
  return { isOver: false };
}
