import type { Booking, BookingStatus } from '@duet/contract';
import { conversationIdOf } from '../conversations/conversation-id.ts';

/** A row of `bookings`. */
export interface BookingRow {
  id: string;
  issuer: string;
  code: string;
  customer_id: string;
  artist_id: string;
  title: string;
  starts_at: string;
  ends_at: string;
  price: number;
  currency: string;
  status: BookingStatus;
  version: number;
}

/** The booking as both its parties see it. */
export function toBooking(row: BookingRow): Booking {
  return {
    id: row.id,
    code: row.code,
    customerId: row.customer_id,
    artistId: row.artist_id,
    conversationId: conversationIdOf(row.customer_id, row.artist_id),
    title: row.title,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    price: row.price,
    currency: row.currency,
    status: row.status,
    version: row.version,
    managedBy: row.issuer === 'duet' ? 'duet' : 'host',
  };
}
