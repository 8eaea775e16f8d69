import { selectConversation, type ApiError, type ConversationView } from '@duet/chat-client';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { chatKeys, queryOptions } from './chatQueries.ts';
import { useChatClient } from './ChatProvider.tsx';
import { useChatState } from './useChatState.ts';
import { useUserId } from './useUserId.ts';

/** One conversation, loaded if it is not known; its other person's presence is watched while mounted. */
export function useConversation(conversationId: string): {
  readonly conversation: ConversationView | undefined;
  readonly isPending: boolean;
  readonly error: ApiError | null;
} {
  const client = useChatClient();
  const conversation = useChatState(selectConversation, conversationId);
  const userId = useUserId();
  const unknown = conversation === undefined;
  const { isPending, error } = useQuery<null, ApiError>({
    ...queryOptions,
    queryKey: chatKeys.conversation(userId, conversationId),
    queryFn: () => client.loadConversation(conversationId).then(() => null),
    enabled: unknown && userId !== undefined,
  });
  useEffect(() => {
    client.join(conversationId);
    return () => client.leave(conversationId);
  }, [client, conversationId]);
  return { conversation, isPending: unknown && isPending, error: unknown ? error : null };
}
