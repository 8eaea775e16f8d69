import { selectUnreadTotal } from '@duet/chat-client';
import type { Side } from '@duet/contract';
import { useChatState } from './useChatState.ts';

/** The viewer's unread messages over all conversations in one role. */
export function useUnreadCount(userRole: Side): number {
  return useChatState(selectUnreadTotal, userRole);
}
