import { selectConversationBookings, type ApiError } from '@duet/chat-client';
import type { Booking } from '@duet/contract';
import { useQuery } from '@tanstack/react-query';
import { chatKeys, queryOptions } from './chatQueries.ts';
import { useChatClient } from './ChatProvider.tsx';
import { useChatState } from './useChatState.ts';
import { useUserId } from './useUserId.ts';

/** The bookings of a conversation's two people, latest start first, each as the conversation last told. */
export function useConversationBookings(conversationId: string): readonly Booking[] {
  const client = useChatClient();
  const userId = useUserId();
  // Without an answer there is what is known anyway.
  useQuery<null, ApiError>({
    ...queryOptions,
    queryKey: chatKeys.conversationBookings(userId, conversationId),
    queryFn: () => client.loadConversationBookings(conversationId).then(() => null),
    enabled: userId !== undefined,
  });
  return useChatState(selectConversationBookings, conversationId);
}
