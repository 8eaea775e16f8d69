import type { ViewerInput } from './viewerInput.ts';

/** Devices have fingers. */
export function useViewerInput(_input: ViewerInput): void {
  return;
}
