import { selectHasOlder, selectMessages, type ApiError, type ThreadMessage } from '@duet/chat-client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { chatKeys, queryOptions, requestOptions } from './chatQueries.ts';
import { useChatClient } from './ChatProvider.tsx';
import { useChatState } from './useChatState.ts';
import { useUserId } from './useUserId.ts';

/** The thread of a conversation, ascending, own unsent messages last; the newest page is loaded if none is held. */
export function useMessages(conversationId: string): {
  readonly messages: readonly ThreadMessage[];
  /** No history is held yet. */
  readonly isPending: boolean;
  readonly error: ApiError | null;
  readonly hasOlder: boolean;
  /** Loads the page before the oldest message; does nothing when there is none or while it is loading. */
  readonly loadOlder: () => void;
  readonly isLoadingOlder: boolean;
} {
  const client = useChatClient();
  const messages = useChatState(selectMessages, conversationId);
  const hasOlder = useChatState(selectHasOlder, conversationId);
  const userId = useUserId();
  const unloaded = hasOlder === undefined;
  const newest = useQuery<null, ApiError>({
    ...queryOptions,
    queryKey: chatKeys.messages(userId, conversationId),
    queryFn: () => client.loadMessages(conversationId).then(() => null),
    enabled: unloaded && userId !== undefined,
  });
  const older = useMutation<unknown, ApiError, number>({
    ...requestOptions,
    mutationFn: (beforeSeq) => client.loadMessages(conversationId, { beforeSeq }),
  });
  const { mutate, isPending: isLoadingOlder } = older;
  const oldestSeq = messages[0]?.seq;
  const loadOlder = useCallback(() => {
    if (hasOlder && !isLoadingOlder && typeof oldestSeq === 'number') mutate(oldestSeq);
  }, [hasOlder, isLoadingOlder, oldestSeq, mutate]);
  return {
    messages,
    isPending: unloaded && newest.isPending,
    error: (unloaded ? newest.error : null) ?? older.error,
    hasOlder: hasOlder === true,
    loadOlder,
    isLoadingOlder,
  };
}
