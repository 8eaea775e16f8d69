import { useMemo } from 'react';
import { useChatClient } from './ChatProvider.tsx';

/** Giving an own message another text. How it fares, `change` of the thread's message says. */
export function useEditMessage(): {
  /** Shows at once. False when there is nothing to change, or it is too late. */
  readonly mutate: (conversationId: string, clientMessageId: string, content: string) => boolean;
} {
  const client = useChatClient();
  return useMemo(() => ({ mutate: client.editMessage.bind(client) }), [client]);
}
