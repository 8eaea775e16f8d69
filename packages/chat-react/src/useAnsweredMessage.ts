import { selectMessage, type ApiError, type ThreadMessage } from '@duet/chat-client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { chatKeys, queryOptions } from './chatQueries.ts';
import { useChatClient } from './ChatProvider.tsx';
import { useChatState } from './useChatState.ts';
import { useUserId } from './useUserId.ts';

/** The message that another one answers, as it stands now; loaded where it is not held. */
export function useAnsweredMessage(
  conversationId: string,
  id: string,
): {
  /** undefined while it is loading, and where it cannot be had. */
  readonly answered: ThreadMessage | undefined;
  readonly error: ApiError | null;
} {
  const client = useChatClient();
  const userId = useUserId();
  const ref = useMemo(() => ({ conversationId, id }), [conversationId, id]);
  const answered = useChatState(selectMessage, ref);
  const { error } = useQuery<null, ApiError>({
    ...queryOptions,
    gcTime: 0,
    queryKey: chatKeys.message(userId, id),
    queryFn: () => client.loadMessage(id).then(() => null),
    enabled: answered === undefined && userId !== undefined,
  });
  return { answered, error: answered ? null : error };
}
