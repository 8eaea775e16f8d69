import { z } from 'zod';
import { booking, bookingStatusInput } from '../booking.ts';
import { cursor } from '../ids.ts';
import { side } from '../user.ts';
import { idParam, page, type Route } from './route.ts';

export const bookingRoutes = {
  listBookings: {
    method: 'GET',
    path: '/bookings',
    summary: 'Own bookings in one role, latest start first.',
    access: 'session',
    rate: 'read',
    query: z.strictObject({ role: side, ...page }),
    status: 200,
    response: z.object({ bookings: z.array(booking), nextCursor: cursor.nullable() }),
    errors: [],
  },
  getBooking: {
    method: 'GET',
    path: '/bookings/:id',
    summary: 'One booking of which the caller is a party.',
    access: 'session',
    rate: 'read',
    params: idParam,
    status: 200,
    response: z.object({ booking }),
    errors: ['booking_not_found'],
  },
  updateBookingStatus: {
    method: 'POST',
    path: '/bookings/:id/status',
    summary:
      'Change the status of a booking; writes the system message of the change in the same transaction.',
    access: 'session',
    rate: 'write',
    params: idParam,
    body: bookingStatusInput,
    status: 200,
    response: z.object({ booking }),
    errors: ['booking_not_found', 'booking_changed', 'booking_transition_invalid', 'conversation_busy'],
  },
} as const satisfies Record<string, Route>;
