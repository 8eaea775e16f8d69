import { bookingStatus, type BookingStatus, type Side } from '@duet/contract';
import { Client } from 'pg';
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import { bookingWords } from '../features/bookings/booking-words.ts';
import { bookingMessageIdOf, conversationIdOf } from '../features/conversations/conversation-id.ts';
import { hashPassword } from '../features/users/password.ts';
import { SYSTEM_USER_ID } from '../features/users/system-user.ts';
import {
  CONVERSATIONS,
  DOMAIN,
  PASSWORD,
  PEOPLE,
  type DemoBooking,
  type DemoConversation,
  type DemoStep,
} from './marketplace.ts';

const DAY = 86_400_000;
/** Makes the demo's ids the same in every installation, so that its addresses can be quoted. */
const NAMESPACE = 'a3c2a4de-0f0b-5c1e-8a55-3d1f6d1f2b77';

/** The id of a demo person or booking. */
export function demoId(key: string): string {
  return uuidv5(key, NAMESPACE);
}

/**
 * Fills an empty database with the demo marketplace, in one transaction, and answers true; a database that has
 * people is left as it is. The result keeps the same rules as what people write (seq without gaps, unread counts
 * that can be recomputed): a test checks it.
 */
export async function seedDemo(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query('BEGIN');
    const { rowCount } = await client.query('SELECT FROM users WHERE id <> $1 LIMIT 1', [SYSTEM_USER_ID]);
    const empty = rowCount === 0;
    if (empty) {
      await insertPeople(client);
      const now = Date.now();
      for (const conversation of CONVERSATIONS) await insertConversation(client, conversation, now);
    }
    await client.query('COMMIT');
    return empty;
  } finally {
    await client.end();
  }
}

async function insertPeople(client: Client): Promise<void> {
  for (const { key, name, roles, timeZone } of PEOPLE) {
    await client.query(
      `INSERT INTO users (id, external_id, email, password_hash, name, roles, time_zone)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [demoId(key), key, `${key}@${DOMAIN}`, await hashPassword(PASSWORD), name, roles, timeZone],
    );
  }
}

/** One message of a conversation as it will stand in the table, oldest first. */
interface SeededMessage {
  clientMessageId: string;
  senderId: string;
  senderRole: Side | 'system';
  content: string;
  bookingId: string | null;
  metadata: object | null;
  sentAt: Date;
}

async function insertConversation(
  client: Client,
  conversation: DemoConversation,
  now: number,
): Promise<void> {
  const people = { customer: demoId(conversation.customer), artist: demoId(conversation.artist) };
  const id = conversationIdOf(people.customer, people.artist);
  const messages = toMessages(conversation, people, now);
  const lastSeq = messages.length;
  const unread = { customer: 0, artist: 0, ...conversation.unread };
  const read = {
    customer: readSeq(messages, 'artist', unread.customer),
    artist: readSeq(messages, 'customer', unread.artist),
  };

  for (const booking of conversation.bookings)
    await insertBooking(client, conversation, booking, people, now);
  const first = messages[0]?.sentAt;
  const last = messages.at(-1)?.sentAt;
  if (first === undefined) return;
  await client.query(
    `INSERT INTO conversations (id, customer_id, artist_id, booking_id, last_seq, last_message_at,
       unread_count_customer, unread_count_artist, delivered_seq_customer, delivered_seq_artist,
       read_seq_customer, read_seq_artist, shown_read_seq_customer, shown_read_seq_artist,
       opened_at_customer, opened_at_artist, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $5, $5, $9, $10, $9, $10, $11, $11, $11)`,
    [
      id,
      people.customer,
      people.artist,
      messages.findLast((message) => message.bookingId !== null)?.bookingId ?? null,
      lastSeq,
      last,
      unread.customer,
      unread.artist,
      read.customer,
      read.artist,
      first,
    ],
  );
  for (const [index, message] of messages.entries()) {
    await client.query(
      `INSERT INTO messages (id, conversation_id, seq, client_message_id, sender_id, sender_role, message_type,
         content, booking_id, metadata, sent_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
      [
        uuidv7({ msecs: message.sentAt.getTime() }),
        id,
        index + 1,
        message.clientMessageId,
        message.senderId,
        message.senderRole,
        message.senderRole === 'system' ? 'system' : 'text',
        message.content,
        message.bookingId,
        message.metadata,
        message.sentAt,
      ],
    );
  }
  for (const side of ['customer', 'artist'] as const) {
    for (const [kind, upToSeq] of [
      ['delivered', lastSeq],
      ['read', read[side]],
    ] as const) {
      if (upToSeq === 0) continue;
      await client.query(
        `INSERT INTO receipts (conversation_id, side, kind, from_seq, up_to_seq, at, disclosed, filled)
         VALUES ($1, $2, $3, 0, $4, $5, true, $6)`,
        [id, side, kind, upToSeq, last, kind === 'delivered'],
      );
    }
  }
}

async function insertBooking(
  client: Client,
  conversation: DemoConversation,
  booking: DemoBooking,
  people: Record<Side, string>,
  now: number,
): Promise<void> {
  const changes = conversation.steps.filter((step) => 'booking' in step && step.booking === booking.code);
  const last = changes.at(-1);
  const status = last && 'status' in last ? last.status : bookingStatus.enum.requested;
  const startsAt = new Date(Math.floor(now / DAY) * DAY + booking.startsIn * DAY + 15 * 3_600_000);
  await client.query(
    `INSERT INTO bookings (id, external_id, code, customer_id, artist_id, title, starts_at, ends_at, price, currency,
       status, version)
     VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      demoId(booking.code),
      booking.code,
      people.customer,
      people.artist,
      booking.title,
      startsAt,
      new Date(startsAt.getTime() + booking.hours * 3_600_000),
      booking.price,
      booking.currency,
      status,
      Math.max(1, changes.length),
    ],
  );
}

function toMessages(
  conversation: DemoConversation,
  people: Record<Side, string>,
  now: number,
): SeededMessage[] {
  const statuses = new Map<string, { status: BookingStatus; version: number }>();
  let earliest = 0;
  return conversation.steps.map((step, index): SeededMessage => {
    // A time of today may still be to come; and time never runs against seq.
    const latest = now - (conversation.steps.length - index) * 1_000;
    earliest = Math.max(earliest, Math.min(momentOf(step, now), latest));
    const sentAt = new Date(earliest);
    if ('text' in step) {
      return {
        clientMessageId: uuidv7({ msecs: earliest }),
        senderId: people[step.by],
        senderRole: step.by,
        content: step.text,
        bookingId: step.about === undefined ? null : demoId(step.about),
        metadata: null,
        sentAt,
      };
    }
    const bookingId = demoId(step.booking);
    const before = statuses.get(step.booking);
    const version = (before?.version ?? 0) + 1;
    statuses.set(step.booking, { status: step.status, version });
    return {
      clientMessageId: bookingMessageIdOf(bookingId, version),
      senderId: SYSTEM_USER_ID,
      senderRole: 'system',
      content: bookingWords(step.booking, step.status),
      bookingId,
      metadata: {
        kind: 'booking_status',
        bookingId,
        version,
        from: before?.status ?? null,
        to: step.status,
        actorId: people[step.by],
      },
      sentAt,
    };
  });
}

function momentOf(step: DemoStep, now: number): number {
  const midnight = Math.floor(now / DAY) * DAY;
  const [hours = 0, minutes = 0] = step.time.split(':').map(Number);
  return midnight - step.daysAgo * DAY + (hours * 60 + minutes) * 60_000;
}

/** Up to where a side has read when it has not read the last `unread` messages of the other side. */
function readSeq(messages: SeededMessage[], from: Side, unread: number): number {
  const theirs = messages.flatMap((message, index) => (message.senderRole === from ? [index + 1] : []));
  const firstUnread = unread > 0 ? theirs.at(-unread) : undefined;
  return firstUnread === undefined ? messages.length : firstUnread - 1;
}
