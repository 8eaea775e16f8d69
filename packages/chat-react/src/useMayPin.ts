import { selectMayPin } from '@duet/chat-client';
import type { Side } from '@duet/contract';
import { useChatState } from './useChatState.ts';

/** Whether the viewer may pin one more of their conversations in a role. */
export function useMayPin(userRole: Side): boolean {
  return useChatState(selectMayPin, userRole);
}
