import { useMemo } from 'react';
import { useChatClient } from './ChatProvider.tsx';

/** Archiving a conversation, bringing it back, marking it as unread: for the own side, and at once, offline too. */
export function useUpdateConversation(): {
  readonly mutate: (conversationId: string, change: { archived?: boolean; markedUnread?: boolean }) => void;
} {
  const client = useChatClient();
  return useMemo(() => ({ mutate: client.updateConversation.bind(client) }), [client]);
}
