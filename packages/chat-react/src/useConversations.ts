import { selectConversations, type ConversationView } from '@duet/chat-client';
import type { Side } from '@duet/contract';
import { useChatClient } from './ChatProvider.tsx';
import { useChatState } from './useChatState.ts';
import { usePages, type Pages } from './usePages.ts';

/** The viewer's conversations in one role, newest first and always up to date; pending only while there is nothing. */
export function useConversations(
  userRole: Side,
): Pages & { readonly conversations: readonly ConversationView[] } {
  const client = useChatClient();
  const conversations = useChatState(selectConversations, userRole);
  const pages = usePages('conversations', userRole, (cursor) => client.loadConversations(userRole, cursor));
  return { ...pages, conversations, isPending: pages.isPending && conversations.length === 0 };
}
