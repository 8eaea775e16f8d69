import { z } from 'zod';
import { timestamp, uuid } from './ids.ts';
import type { Side } from './user.ts';

export const bookingStatus = z.enum([
  'requested',
  'accepted',
  'declined',
  'cancelled',
  'completed',
  'no_show',
]);
export type BookingStatus = z.infer<typeof bookingStatus>;

/** A booking, as the host marketplace keeps it. `version` rises with every change, from 1. */
export const booking = z.object({
  id: uuid,
  /** The short code people quote, unique within the marketplace. */
  code: z.string(),
  customerId: uuid,
  artistId: uuid,
  conversationId: uuid,
  title: z.string(),
  startsAt: timestamp,
  endsAt: timestamp,
  /** In the smallest unit of `currency` (ISO 4217). */
  price: z.number().int().nonnegative(),
  currency: z.string().length(3),
  status: bookingStatus,
  version: z.number().int().positive(),
  /** Whose the status is: `duet` lets the two people change it here, `host` is changed by the host marketplace alone. */
  managedBy: z.enum(['duet', 'host']),
});
export type Booking = z.infer<typeof booking>;

/** The status changes a person may make from within Duet, by side. A host marketplace may make any. */
const TRANSITIONS: Record<Side, Partial<Record<BookingStatus, readonly BookingStatus[]>>> = {
  customer: { requested: ['cancelled'], accepted: ['cancelled'] },
  artist: { requested: ['accepted', 'declined'], accepted: ['completed', 'no_show', 'cancelled'] },
};

/** What `side` may turn a booking into; empty when there is nothing to do, or it is not theirs to do here. */
export function bookingActions(
  side: Side,
  { status, managedBy }: Pick<Booking, 'status' | 'managedBy'>,
): readonly BookingStatus[] {
  return managedBy === 'duet' ? (TRANSITIONS[side][status] ?? []) : [];
}

/** `version` is the version the person saw: an older one is answered `booking_changed`, so that no tap acts on stale state. */
export const bookingStatusInput = z.strictObject({
  status: bookingStatus,
  version: z.number().int().positive(),
});
