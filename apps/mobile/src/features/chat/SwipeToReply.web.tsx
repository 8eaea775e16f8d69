import type { ReactNode } from 'react';

/** In a browser a swipe goes back; replying is in the menu. */
export function SwipeToReply({ children }: { onReply: (() => void) | undefined; children: ReactNode }) {
  return children;
}
