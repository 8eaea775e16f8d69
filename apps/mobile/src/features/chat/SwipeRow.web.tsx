import type { ConversationView } from '@duet/chat-client';
import type { ReactNode } from 'react';

/** On the web a row has a menu, by the pointer, the finger and the keyboard; a swipe belongs to the browser. */
export function SwipeRow({ children }: { conversation: ConversationView; children: ReactNode }) {
  return children;
}
