import type { Draft } from '@duet/chat-client';
import { useCallback, useSyncExternalStore } from 'react';
import { useChatClient } from './ChatProvider.tsx';

const NOTHING: Draft = { text: '', replyToId: null };

/** What the viewer has begun to write in a conversation; it survives the app until it is sent. */
export function useDraft(conversationId: string): {
  readonly draft: Draft;
  /** Puts another in its place, or none by an empty one. */
  readonly keep: (draft: Draft) => void;
} {
  const { drafts } = useChatClient();
  const find = () => drafts.find(conversationId) ?? NOTHING;
  const draft = useSyncExternalStore(drafts.subscribe, find, find);
  const keep = useCallback((next: Draft) => drafts.keep(conversationId, next), [drafts, conversationId]);
  return { draft, keep };
}

/** The way to have what is begun in a conversation, or what will be, answer a message. */
export function useReply(conversationId: string): (replyToId: string) => void {
  const { drafts } = useChatClient();
  return useCallback(
    (replyToId: string) => {
      const { text } = drafts.find(conversationId) ?? NOTHING;
      drafts.keep(conversationId, { text, replyToId });
    },
    [drafts, conversationId],
  );
}

/** In how many conversations the viewer has begun to write; who signs out takes it along. */
export function useDraftCount(): number {
  const { drafts } = useChatClient();
  const count = () => drafts.count;
  return useSyncExternalStore(drafts.subscribe, count, count);
}
