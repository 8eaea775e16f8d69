import { selectUnsentCount } from '@duet/chat-client';
import { useChatState } from './useChatState.ts';

/** How much waits on this device to be sent; who signs out takes it along. */
export function useUnsentCount(): number {
  return useChatState(selectUnsentCount, undefined);
}
