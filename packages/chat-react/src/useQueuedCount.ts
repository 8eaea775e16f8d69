import { selectQueuedCount } from '@duet/chat-client';
import { useChatState } from './useChatState.ts';

/** How many own messages of a conversation this device keeps until there is a connection. */
export function useQueuedCount(conversationId: string): number {
  return useChatState(selectQueuedCount, conversationId);
}
