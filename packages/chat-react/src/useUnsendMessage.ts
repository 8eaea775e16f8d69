import { useMemo } from 'react';
import { useChatClient } from './ChatProvider.tsx';

/** Taking an own message back. How it fares, `change` of the thread's message says. */
export function useUnsendMessage(): {
  /** Shows at once. False when there is nothing to take back, or it is too late. */
  readonly mutate: (conversationId: string, clientMessageId: string) => boolean;
} {
  const client = useChatClient();
  return useMemo(() => ({ mutate: client.unsendMessage.bind(client) }), [client]);
}
