import type { OwnChange } from '@duet/chat-client';
import { useMemo } from 'react';
import { useChatClient } from './ChatProvider.tsx';

/** Archiving, pinning, muting a conversation, marking it as unread: for the own side, and at once, offline too. */
export function useUpdateConversation(): {
  readonly mutate: (conversationId: string, change: OwnChange) => void;
} {
  const client = useChatClient();
  return useMemo(() => ({ mutate: client.updateConversation.bind(client) }), [client]);
}
