/** What keys and the wheel of a mouse do with a picture. */
export interface ViewerInput {
  readonly onStep: (by: -1 | 1) => void;
  /** -1 for the first, 1 for the last. */
  readonly onEnd: (which: -1 | 1) => void;
  readonly zoomBy: (factor: number, at?: { x: number; y: number }) => void;
  readonly moveBy: (by: { x: number; y: number }) => void;
  readonly reset: () => void;
  readonly isZoomed: boolean;
}
