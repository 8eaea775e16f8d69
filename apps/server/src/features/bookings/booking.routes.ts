import type { RouteHandlers } from '../../platform/http/handlers.ts';
import type { BookingService } from './booking.service.ts';

export function bookingRoutes(
  bookings: BookingService,
): RouteHandlers<'listBookings' | 'listConversationBookings' | 'getBooking' | 'updateBookingStatus'> {
  return {
    listBookings: ({ query: { role, ...pagination } }, { actor }) =>
      bookings.getUserBookings(actor.userId, role, pagination),
    listConversationBookings: async ({ params }, { actor }) => ({
      bookings: await bookings.getConversationBookings(params.id, actor.userId),
    }),
    getBooking: async ({ params }, { actor }) => ({
      booking: await bookings.getBooking(params.id, actor.userId),
    }),
    updateBookingStatus: async ({ params, body }, { actor }) => ({
      booking: await bookings.updateBookingStatus(params.id, body, actor.userId),
    }),
  };
}
