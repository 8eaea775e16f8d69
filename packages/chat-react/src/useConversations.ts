import { selectArchived, selectConversations, type ConversationView } from '@duet/chat-client';
import type { Side } from '@duet/contract';
import { useChatClient } from './ChatProvider.tsx';
import { useChatState } from './useChatState.ts';
import { usePages, type Pages } from './usePages.ts';

/**
 * The viewer's conversations in one role, or the archived of them, newest first and always up to date; pending only
 * while there is nothing.
 */
export function useConversations(
  userRole: Side,
  { archived = false }: { archived?: boolean } = {},
): Pages & { readonly conversations: readonly ConversationView[] } {
  const client = useChatClient();
  const conversations = useChatState(archived ? selectArchived : selectConversations, userRole);
  const pages = usePages(archived ? 'archived' : 'conversations', userRole, (cursor) =>
    archived ? client.loadArchived(userRole, cursor) : client.loadConversations(userRole, cursor),
  );
  return { ...pages, conversations, isPending: pages.isPending && conversations.length === 0 };
}
