import {
  selectConversation,
  selectConversations,
  type ChatState,
  type ConversationView,
} from '@duet/chat-client';
import type { ConversationFilter, Side } from '@duet/contract';
import { useMemo } from 'react';
import { useChatClient } from './ChatProvider.tsx';
import { useChatState } from './useChatState.ts';
import { usePages, type Pages } from './usePages.ts';

/**
 * The viewer's conversations in one role, the pinned first, or those that a filter finds; newest first and always up to
 * date. Pending only while there is nothing. What is `held` stays among those that a filter found, though reading or
 * answering it has made it another: nothing goes away before the eyes of who has just opened it.
 */
export function useConversations(
  userRole: Side,
  { filter, held }: { filter?: ConversationFilter | undefined; held?: string | undefined } = {},
): Pages & { readonly conversations: readonly ConversationView[] } {
  const client = useChatClient();
  const found = useChatState(SELECTORS[filter ?? 'all'], userRole);
  const heldView = useChatState(selectConversation, held ?? '');
  const stays = heldView?.me.role === userRole && heldView.me.archivedAt === null ? heldView : undefined;
  const conversations = useMemo(() => withHeld(found, stays), [found, stays]);
  const pages = usePages(filter ?? 'conversations', userRole, async (cursor) => {
    const which = { ...(cursor !== undefined && { cursor }), ...(filter && { filter }) };
    const { nextCursor } = await client.loadConversations(userRole, which);
    return { nextCursor };
  });
  return { ...pages, conversations, isPending: pages.isPending && conversations.length === 0 };
}

const SELECTORS = {
  all: (state: ChatState, role: Side) => selectConversations(state, role),
  unread: (state: ChatState, role: Side) => selectConversations(state, role, 'unread'),
  waiting: (state: ChatState, role: Side) => selectConversations(state, role, 'waiting'),
  archived: (state: ChatState, role: Side) => selectConversations(state, role, 'archived'),
};

function withHeld(found: readonly ConversationView[], held: ConversationView | undefined) {
  if (!held || found.some(({ id }) => id === held.id)) return found;
  const after = found.findIndex(({ lastMessageAt }) => lastMessageAt < held.lastMessageAt);
  return found.toSpliced(after === -1 ? found.length : after, 0, held);
}
