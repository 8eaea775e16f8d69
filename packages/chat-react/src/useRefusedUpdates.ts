import type { RefusedUpdate } from '@duet/chat-client';
import { useEffect } from 'react';
import { useChatClient } from './ChatProvider.tsx';

/**
 * Calls `onRefused`, the same function throughout, with what the viewer has changed on their own side and the server
 * refuses for good: it was shown at once, and now is as it was.
 */
export function useRefusedUpdates(onRefused: (refused: RefusedUpdate) => void): void {
  const { queue } = useChatClient();
  useEffect(() => queue.subscribeRefusedUpdates(onRefused), [queue, onRefused]);
}
