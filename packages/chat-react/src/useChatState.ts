import type { ChatState } from '@duet/chat-client';
import { useMemo, useSyncExternalStore } from 'react';
import { useChatClient } from './ChatProvider.tsx';

/**
 * What a selector finds in the client's state, for a key. Renders again only when that changes; a list whose elements
 * are the same is the same.
 */
export function useChatState<Key, Selected>(
  select: (state: ChatState, key: Key) => Selected,
  key: Key,
): Selected {
  const client = useChatClient();
  const getSnapshot = useMemo(() => steady(() => select(client.getState(), key)), [client, select, key]);
  return useSyncExternalStore(client.subscribe, getSnapshot, getSnapshot);
}

/** Returns the former value for as long as the new one is the same. */
function steady<T>(read: () => T): () => T {
  let last = read();
  return () => {
    const next = read();
    if (!isSame(last, next)) last = next;
    return last;
  };
}

function isSame(last: unknown, next: unknown): boolean {
  if (!Array.isArray(last) || !Array.isArray(next)) return last === next;
  return last.length === next.length && last.every((element, index) => element === next[index]);
}
