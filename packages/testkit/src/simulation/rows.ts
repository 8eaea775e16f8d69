import type { Booking, Conversation, Message, MessageDraft, Side } from '@duet/contract';
import type { TestPerson } from '../people.ts';
import { peerOf } from '../rules.ts';

/** Small, so that a short story turns many pages. */
const PAGE = 4;

interface SideRow {
  readonly person: TestPerson;
  opened: boolean;
  unread: number;
  delivered: number;
  read: number;
  markedUnread: boolean;
  archivedAt: string | null;
  pinnedAt: string | null;
  mutedUntil: string | null;
  version: number;
  changed: number;
}

/** A row of a conversation with everything that hangs on it. Transactions are numbered as they come. */
export interface ConversationRow {
  readonly id: string;
  readonly sides: Record<Side, SideRow>;
  /** By `seq`, as they stand now. */
  readonly messages: Message[];
  /** By `seq`, what each was sent as, and the transaction that stored it. */
  readonly origins: { digest: string; transaction: number }[];
  readonly revised: { seq: number; editId: string | undefined; changed: number }[];
  readonly receipts: { side: Side; kind: 'delivered' | 'read'; upToSeq: number; at: string }[];
  booking: Booking | null;
}

/** A person and a conversation of theirs. */
export interface Access {
  readonly row: ConversationRow;
  readonly side: Side;
}

/** A conversation that nobody has opened. */
export function newRow(id: string, people: Record<Side, TestPerson>): ConversationRow {
  return {
    id,
    sides: { customer: newSide(people.customer), artist: newSide(people.artist) },
    messages: [],
    origins: [],
    revised: [],
    receipts: [],
    booking: null,
  };
}

export function sideOf({ sides }: ConversationRow, userId: string): Side | undefined {
  if (sides.customer.person.id === userId) return 'customer';
  return sides.artist.person.id === userId ? 'artist' : undefined;
}

/** What a repeat has in common with what was sent first. */
export function digestOf({ type, content, bookingId }: MessageDraft): string {
  return JSON.stringify([type, content, bookingId]);
}

/** A message with what the other side has made known of it. */
export function formOf(row: ConversationRow, message: Message): Message {
  const { senderRole, seq } = message;
  if (senderRole === 'system') return message;
  const first = (kind: 'delivered' | 'read') =>
    row.receipts.find((one) => one.side !== senderRole && one.kind === kind && one.upToSeq >= seq)?.at ??
    null;
  return { ...message, deliveredAt: first('delivered'), readAt: first('read') };
}

export function viewOf({ row, side }: Access): Conversation {
  const own = row.sides[side];
  const peer = row.sides[peerOf(side)];
  const last = row.messages.at(-1);
  const { id, name } = peer.person;
  return {
    id: row.id,
    version: own.version,
    status: 'active',
    booking: row.booking && { ...row.booking },
    lastSeq: row.messages.length,
    lastMessageAt: last?.sentAt ?? '2026-01-01T00:00:00.000Z',
    lastMessage: last ? formOf(row, last) : null,
    waitingOn: waitingOn(row),
    contactPolicy: 'off',
    me: {
      role: side,
      unreadCount: own.unread,
      markedUnread: own.markedUnread,
      readSeq: own.read,
      archivedAt: own.archivedAt,
      mutedUntil: own.mutedUntil,
      pinnedAt: own.pinnedAt,
      blocked: false,
    },
    peer: {
      user: { id, name, timeZone: 'UTC' },
      deliveredSeq: peer.delivered,
      readSeq: peer.read,
      blocked: false,
    },
  };
}

function waitingOn({ messages }: ConversationRow): Side | null {
  const last = messages.findLast(({ senderRole }) => senderRole !== 'system');
  return last ? peerOf(last.senderRole as Side) : null;
}

export function pageOf({ row }: Access, { beforeSeq, afterSeq }: { beforeSeq?: number; afterSeq?: number }) {
  const { messages } = row;
  const end =
    afterSeq === undefined ? Math.min(messages.length, (beforeSeq ?? Infinity) - 1) : afterSeq + PAGE;
  const start = afterSeq ?? Math.max(0, end - PAGE);
  return {
    messages: messages.slice(start, end).map((message) => formOf(row, message)),
    hasMore: afterSeq === undefined ? start > 0 : end < messages.length,
  };
}

function newSide(person: TestPerson): SideRow {
  return {
    person,
    opened: false,
    unread: 0,
    delivered: 0,
    read: 0,
    markedUnread: false,
    archivedAt: null,
    pinnedAt: null,
    mutedUntil: null,
    version: 1,
    changed: 0,
  };
}
