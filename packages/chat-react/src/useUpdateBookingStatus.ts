import type { ApiError } from '@duet/chat-client';
import type { BookingStatus } from '@duet/contract';
import { useMutation } from '@tanstack/react-query';
import { requestOptions } from './chatQueries.ts';
import { useChatClient } from './ChatProvider.tsx';

interface Change {
  bookingId: string;
  status: BookingStatus;
  /** The version the person saw: the change of an older one is refused with `booking_changed`. */
  version: number;
}

/** Changes a booking's status. Repeating a change is safe: it is made once. */
export function useUpdateBookingStatus(): {
  readonly mutate: (change: Change) => void;
  readonly isPending: boolean;
  readonly error: ApiError | null;
} {
  const client = useChatClient();
  const { mutate, isPending, error } = useMutation<void, ApiError, Change>({
    ...requestOptions,
    mutationFn: ({ bookingId, status, version }) =>
      client.updateBookingStatus(bookingId, { status, version }),
  });
  return { mutate, isPending, error };
}
