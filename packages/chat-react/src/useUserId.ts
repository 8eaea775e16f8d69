import type { ChatState } from '@duet/chat-client';
import { useChatState } from './useChatState.ts';

/** Whose state the client holds; undefined while nobody is signed in. */
export function useUserId(): string | undefined {
  return useChatState(selectUserId, undefined);
}

function selectUserId({ userId }: ChatState): string | undefined {
  return userId;
}
