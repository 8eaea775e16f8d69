import type { Booking, BookingStatus, HostBookingInput, Side } from '@duet/contract';
import { currentTx, sql, type Queryable, type Statement } from '../../platform/postgres/database.ts';
import type { ExternalKey } from '../integration/external-key.ts';
import { isBookingChanged } from '../sync/changed-since.ts';
import { toBooking, type BookingRow } from './booking.mapper.ts';

/** What `update_booking_status` answers; see migrations/0009_host_marketplace.sql. */
export type StatusUpdate =
  | { outcome: 'changed'; tx: string; seq: number; sentAt: string; from: BookingStatus }
  | { outcome: 'repeat' | 'booking_changed' | 'old' | 'noted' }
  | { outcome: 'held' };

/** A change of a booking's status, with the system message that tells of it. */
export interface StatusChange {
  bookingId: string;
  conversationId: string;
  /** The version the change was decided on. */
  version: number;
  status: BookingStatus;
  /** null: the marketplace itself. */
  actorId: string | null;
  /** The host marketplace's own version of the status; null: it has no part in it. */
  hostVersion: number | null;
  message: { id: string; clientMessageId: string; content: string };
}

/** What `put_host_booking` answers; see migrations/0009_host_marketplace.sql. */
export type HostBookingUpdate =
  | { outcome: 'created' | 'changed' | 'noted' | 'old' | 'parties_fixed' | 'code_taken' }
  | { outcome: 'shown'; tx: string }
  | { outcome: 'held' };

/** Where a page of bookings begins: after this one. */
export interface BookingPosition {
  startsAt: string;
  id: string;
}

const find = sql('booking_find', 'SELECT * FROM bookings WHERE id = $1');
const update = sql(
  'booking_update_status',
  `SELECT *, ${currentTx} FROM update_booking_status($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);
const findHost = sql('booking_find_host', 'SELECT * FROM bookings WHERE issuer = $1 AND external_id = $2');
const putHost = sql(
  'booking_put_host',
  `SELECT outcome, ${currentTx} FROM put_host_booking($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
);
const listChanged = sql(
  'booking_list_changed',
  `SELECT * FROM bookings b WHERE ${isBookingChanged('customer')}
   UNION ALL SELECT * FROM bookings b WHERE ${isBookingChanged('artist')} LIMIT $3`,
);

function listOf(side: Side): Statement {
  return sql(
    `booking_list_${side}`,
    `SELECT * FROM bookings WHERE ${side}_id = $1
       AND ($2::timestamptz IS NULL OR (starts_at, id) < ($2::timestamptz, $3::uuid))
     ORDER BY starts_at DESC, id DESC LIMIT $4`,
  );
}

// There may be many bookings of an artist, but not of a customer: their index is the one to read.
const listOfPair = sql(
  'booking_list_pair',
  `SELECT * FROM bookings WHERE customer_id = $1 AND artist_id = $2 ORDER BY starts_at DESC, id DESC LIMIT $3`,
);
const LISTS = { customer: listOf('customer'), artist: listOf('artist') };

/** Bookings in PostgreSQL. */
export class BookingRepository {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  async findBooking(id: string): Promise<Booking | null> {
    const [row] = await this.#database.query<BookingRow>(find, [id]);
    return row ? toBooking(row) : null;
  }

  /** Up to `limit` bookings of a person in one role, latest start first, after a position. */
  async listBookings(
    userId: string,
    role: Side,
    after: BookingPosition | null,
    limit: number,
  ): Promise<Booking[]> {
    const rows = await this.#database.query<BookingRow>(LISTS[role], [
      userId,
      after?.startsAt ?? null,
      after?.id ?? null,
      limit,
    ]);
    return rows.map(toBooking);
  }

  /** Up to `limit` bookings of a pair, latest start first. */
  async listBookingsOf(
    { customerId, artistId }: { customerId: string; artistId: string },
    limit: number,
  ): Promise<Booking[]> {
    const rows = await this.#database.query<BookingRow>(listOfPair, [customerId, artistId, limit]);
    return rows.map(toBooking);
  }

  /** Up to `limit` of a person's bookings, in either role, that changed since a snapshot. */
  async listChanged(userId: string, since: string, limit: number): Promise<Booking[]> {
    const rows = await this.#database.query<BookingRow>(listChanged, [userId, since, limit]);
    return rows.map(toBooking);
  }

  /** A booking of the host marketplace, and its version of the status. */
  async findHostBooking({
    issuer,
    externalId,
  }: ExternalKey): Promise<{ booking: Booking; statusVersion: number } | null> {
    const [row] = await this.#database.query<BookingRow & { host_status_version: number }>(findHost, [
      issuer,
      externalId,
    ]);
    return row ? { booking: toBooking(row), statusVersion: row.host_status_version } : null;
  }

  /** Makes a booking of the host marketplace, or changes all of one but its status. */
  async putHostBooking(
    id: string,
    { issuer, externalId }: ExternalKey,
    conversationId: string,
    booking: HostBookingInput,
  ): Promise<HostBookingUpdate> {
    const [row] = await this.#database.query<HostBookingUpdate>(putHost, [
      id,
      issuer,
      externalId,
      booking.version,
      booking.code,
      booking.customerId,
      booking.artistId,
      booking.title,
      booking.startsAt,
      booking.endsAt,
      booking.price,
      booking.currency,
      booking.status,
      conversationId,
    ]);
    if (!row) throw new Error('put_host_booking answered nothing');
    return row;
  }

  /** Changes a booking's status and stores its system message, in one transaction and one round trip. */
  async updateStatus(change: StatusChange): Promise<StatusUpdate> {
    const [row] = await this.#database.query<{
      outcome: StatusUpdate['outcome'];
      tx: string;
      message_seq: number;
      message_sent_at: string;
      from_status: BookingStatus;
    }>(update, [
      change.bookingId,
      change.version,
      change.status,
      change.actorId,
      change.conversationId,
      change.message.id,
      change.message.clientMessageId,
      change.message.content,
      change.hostVersion,
    ]);
    if (!row) throw new Error('update_booking_status answered nothing');
    if (row.outcome !== 'changed') return { outcome: row.outcome };
    const { tx, message_seq: seq, message_sent_at: sentAt, from_status: from } = row;
    return { outcome: 'changed', tx, seq, sentAt, from };
  }
}
