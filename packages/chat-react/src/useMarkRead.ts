import { useCallback } from 'react';
import { useChatClient } from './ChatProvider.tsx';

/** To be called with the newest `seq` the person has seen; as often as convenient. */
export function useMarkRead(conversationId: string): (upToSeq: number) => void {
  const client = useChatClient();
  return useCallback((upToSeq) => client.markRead(conversationId, upToSeq), [client, conversationId]);
}
