import type { Booking, Conversation, Message, Person } from '@duet/contract';
import type { QueueEntry, SendEntry } from './queue-entry.ts';

/** Facts as a server would state them, about alice (customer, the viewer) and bruno (artist). */
export const ALICE = id('a11ce');
export const BRUNO = id('b2010');
export const CONVERSATION = id('c0');
export const BOOKING = id('b0');

/** A well-formed id that can be told from others at sight. */
export function id(suffix: string): string {
  return `00000000-0000-7000-8000-${suffix.padStart(12, '0')}`;
}

/** A moment that grows with `step`. */
export function at(step: number): string {
  return new Date(Date.UTC(2026, 0, 1) + step * 1_000).toISOString();
}

export function message(seq: number, overrides: Partial<Message> = {}): Message {
  return {
    id: id(`e${seq}`),
    conversationId: CONVERSATION,
    seq,
    clientMessageId: id(`f${seq}`),
    senderId: BRUNO,
    senderRole: 'artist',
    type: 'text',
    content: `message ${seq}`,
    caution: [],
    masked: false,
    images: [],
    bookingId: null,
    replyToId: null,
    metadata: null,
    revision: 0,
    sentAt: at(seq),
    deliveredAt: null,
    readAt: null,
    editedAt: null,
    deletedAt: null,
    ...overrides,
  };
}

export function ownMessage(seq: number, overrides: Partial<Message> = {}): Message {
  return message(seq, { senderId: ALICE, senderRole: 'customer', ...overrides });
}

/** The system message of a booking's change to `version`. */
export function bookingMessage(seq: number, version: number, to: Booking['status']): Message {
  return message(seq, {
    senderId: id('5e'),
    senderRole: 'system',
    type: 'system',
    bookingId: BOOKING,
    metadata: { kind: 'booking_status', bookingId: BOOKING, version, from: null, to, actorId: null },
  });
}

export function booking(version: number, overrides: Partial<Booking> = {}): Booking {
  return {
    id: BOOKING,
    code: 'DUET-1',
    customerId: ALICE,
    artistId: BRUNO,
    conversationId: CONVERSATION,
    title: 'Portrait',
    startsAt: at(1_000),
    endsAt: at(2_000),
    price: 9_000,
    currency: 'EUR',
    status: 'requested',
    version,
    managedBy: 'duet',
    ...overrides,
  };
}

const bruno: Person = { id: BRUNO, name: 'Bruno', timeZone: 'Europe/Lisbon' };

interface ConversationOverrides extends Partial<Omit<Conversation, 'me' | 'peer'>> {
  me?: Partial<Conversation['me']>;
  peer?: Partial<Conversation['peer']>;
}

export function conversation(version: number, overrides: ConversationOverrides = {}): Conversation {
  const lastSeq = overrides.lastSeq ?? 0;
  return {
    id: CONVERSATION,
    version,
    status: 'active',
    booking: null,
    lastSeq,
    lastMessageAt: at(lastSeq),
    lastMessage: lastSeq > 0 ? message(lastSeq) : null,
    waitingOn: lastSeq > 0 ? 'customer' : null,
    contactPolicy: 'off',
    ...overrides,
    me: {
      role: 'customer',
      unreadCount: 0,
      markedUnread: false,
      readSeq: 0,
      archivedAt: null,
      mutedUntil: null,
      pinnedAt: null,
      blocked: false,
      ...overrides.me,
    },
    peer: { user: bruno, deliveredSeq: 0, readSeq: 0, blocked: false, ...overrides.peer },
  };
}

export function queueEntry(key: string, overrides: Partial<SendEntry> = {}): SendEntry {
  return {
    kind: 'send',
    key,
    conversationId: CONVERSATION,
    senderId: ALICE,
    draft: { type: 'text', content: `waiting ${key}`, clientMessageId: key },
    images: [],
    position: 1,
    queuedAt: at(5_000),
    failure: undefined,
    refusedSince: undefined,
    stored: true,
    attempted: false,
    ...overrides,
  };
}

/** The text an entry brings. */
export function contentOf(entry: QueueEntry): string | undefined {
  return entry.kind === 'send' ? entry.draft.content : entry.kind === 'edit' ? entry.content : undefined;
}
