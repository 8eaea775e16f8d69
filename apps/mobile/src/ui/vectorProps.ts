interface VectorPath {
  d: string;
  fill?: string;
  stroke?: string;
  strokeWidth?: number;
}

export interface VectorProps {
  viewBox: string;
  width: number;
  height: number;
  paths: readonly VectorPath[];
  /** What a screen reader says; without it the drawing is decoration. */
  label?: string;
  /** It points along the line, and the other way where that is read from the right. */
  turns?: boolean;
}
