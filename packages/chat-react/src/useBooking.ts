import { selectBooking, type ApiError } from '@duet/chat-client';
import type { Booking } from '@duet/contract';
import { useQuery } from '@tanstack/react-query';
import { chatKeys, queryOptions } from './chatQueries.ts';
import { useChatClient } from './ChatProvider.tsx';
import { useChatState } from './useChatState.ts';
import { useUserId } from './useUserId.ts';

/** One booking, loaded if it is not known. */
export function useBooking(bookingId: string): {
  readonly booking: Booking | undefined;
  readonly isPending: boolean;
  readonly error: ApiError | null;
} {
  const client = useChatClient();
  const booking = useChatState(selectBooking, bookingId);
  const userId = useUserId();
  const unknown = booking === undefined;
  const { isPending, error } = useQuery<null, ApiError>({
    ...queryOptions,
    queryKey: chatKeys.booking(userId, bookingId),
    queryFn: () => client.loadBooking(bookingId).then(() => null),
    enabled: unknown && userId !== undefined,
  });
  return { booking, isPending: unknown && isPending, error: unknown ? error : null };
}
