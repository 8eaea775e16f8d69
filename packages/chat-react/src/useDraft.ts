import type { Draft } from '@duet/chat-client';
import { useCallback, useSyncExternalStore } from 'react';
import { useChatClient } from './ChatProvider.tsx';

const NOTHING: Draft = { text: '' };

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
