import type { ReactNode } from 'react';

/** The web has no gestures of ours but those of the browser. */
export function GestureRoot({ children }: { children: ReactNode }) {
  return children;
}
