import { selectBookings } from '@duet/chat-client';
import type { Booking, Side } from '@duet/contract';
import { useChatClient } from './ChatProvider.tsx';
import { useChatState } from './useChatState.ts';
import { usePages, type Pages } from './usePages.ts';

/** The viewer's bookings in one role, latest start first, each as its conversation last told. */
export function useBookings(userRole: Side): Pages & { readonly bookings: readonly Booking[] } {
  const client = useChatClient();
  const bookings = useChatState(selectBookings, userRole);
  const pages = usePages('bookings', userRole, async (cursor) => {
    const { nextCursor } = await client.loadBookings(userRole, cursor);
    return { nextCursor };
  });
  return { ...pages, bookings, isPending: pages.isPending && bookings.length === 0 };
}
