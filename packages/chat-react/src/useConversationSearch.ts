import { selectFound, type ChatState, type ConversationView } from '@duet/chat-client';
import type { Side } from '@duet/contract';
import { useEffect, useMemo, useState } from 'react';
import { useChatClient } from './ChatProvider.tsx';
import { useChatState } from './useChatState.ts';
import { usePages, type Pages } from './usePages.ts';

/** A person who types is not done: the server is asked when they pause. */
const PAUSE_MS = 250;

/**
 * The viewer's conversations in one role with somebody whose name, or with a booking whose code, has words that begin like
 * those of `text`; archived ones too, newest first. What the device knows is found at once, without a network too; the
 * server finds the rest. Nothing is found, or asked, while there is no text.
 */
export function useConversationSearch(
  userRole: Side,
  text: string,
): Pages & {
  readonly conversations: readonly ConversationView[];
  /** There may be more: the server has not answered yet. */
  readonly isSearching: boolean;
} {
  const client = useChatClient();
  const search = text.trim();
  const asked = usePaused(search);
  const pages = usePages(
    `search ${asked}`,
    userRole,
    async (cursor) => {
      const which = { search: asked, ...(cursor !== undefined && { cursor }) };
      const { conversations, nextCursor } = await client.loadConversations(userRole, which);
      return { ids: conversations.map(({ id }) => id), nextCursor };
    },
    // Who comes back to a search wants what is found now.
    { enabled: asked !== '', gcTime: 0 },
  );
  const { loaded } = pages;
  const select = useMemo(() => {
    const ids = new Set(search === asked ? loaded.flatMap((page) => page.ids) : []);
    return (state: ChatState, role: Side) => (search === '' ? NONE : selectFound(state, role, search, ids));
  }, [search, asked, loaded]);
  const conversations = useChatState(select, userRole);
  const isSearching = search !== '' && (search !== asked || (pages.isPending && !pages.error));
  return { ...pages, conversations, isSearching, isPending: isSearching && conversations.length === 0 };
}

const NONE: readonly ConversationView[] = [];

/** The value, when it has been the same for a while; at once when it is empty. */
function usePaused(value: string): string {
  const [paused, setPaused] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return value === '' ? '' : paused;
}
