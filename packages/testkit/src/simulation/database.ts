import {
  AppError,
  LIMITS,
  type Booking,
  type Conversation,
  type ConversationPatch,
  type Message,
  type MessageDraft,
  type ReadState,
  type Side,
  type SyncPage,
} from '@duet/contract';
import { bookings as bookingIds, type TestPerson } from '../people.ts';
import { peerOf } from '../rules.ts';
import type { SimulatedTime } from './time.ts';

/** Small, so that a short story turns many pages. */
const PAGE = 6;
const CONVERSATIONS_PER_SYNC = 1;
const SYSTEM = '00000000-0000-0000-0000-000000000001';

interface SideRow {
  readonly person: TestPerson;
  opened: boolean;
  unread: number;
  delivered: number;
  read: number;
  markedUnread: boolean;
  archivedAt: string | null;
  version: number;
  changed: number;
}

/** A row of a conversation with everything that hangs on it. */
export interface ConversationRow {
  readonly id: string;
  readonly sides: Record<Side, SideRow>;
  readonly messages: Message[];
  readonly revised: { seq: number; editId: string | undefined; changed: number }[];
  readonly receipts: { side: Side; kind: 'delivered' | 'read'; upToSeq: number; at: string }[];
  booking: Booking | null;
}

/** A person and a conversation of theirs. */
export interface Access {
  readonly row: ConversationRow;
  readonly side: Side;
}

interface Cursor {
  readonly userId: string;
  readonly epoch: number;
  readonly since: number;
  readonly page?: { readonly until: number; readonly afterId: string };
}

/** The server's database as the contract describes it, without a database: every change happens at one moment. */
export class SimulatedDatabase {
  readonly conversations: readonly ConversationRow[];
  readonly booking: Booking;
  /** Another one makes every cursor worthless. */
  epoch = 1;
  /** The server does not recognise a repeated id. */
  forgetsIds = false;
  /** Sync asks what was written lately, instead of what changed since the cursor. */
  syncsByTime = false;
  readonly #time: SimulatedTime;
  #transaction = 0;
  #bookingChanged = 0;

  /** One conversation for each pair, which nobody has opened; the booking is of the first. */
  constructor(time: SimulatedTime, pairs: readonly (readonly [id: string, Record<Side, TestPerson>])[]) {
    this.#time = time;
    this.conversations = pairs.map(([id, people]) => ({
      id,
      sides: { customer: toSide(people.customer), artist: toSide(people.artist) },
      messages: [],
      revised: [],
      receipts: [],
      booking: null,
    }));
    const [id, { customer, artist }] = pairs[0]!;
    this.booking = {
      id: bookingIds.requested,
      code: 'TEST',
      customerId: customer.id,
      artistId: artist.id,
      conversationId: id,
      title: 'Bridal make-up',
      startsAt: '2027-05-01T09:00:00.000Z',
      endsAt: '2027-05-01T11:00:00.000Z',
      price: 18_000,
      currency: 'EUR',
      status: 'requested',
      version: 1,
      managedBy: 'duet',
    };
  }

  /** @throws AppError as for a conversation that does not exist, for who has no part in it or does not see it */
  access(conversationId: string, userId: string): Access {
    const row = this.conversations.find(({ id }) => id === conversationId);
    const side = row && sideOf(row, userId);
    if (!row || !side || !row.sides[side].opened) throw new AppError('conversation_not_found');
    return { row, side };
  }

  open(customerId: string, artistId: string, userId: string): { row: ConversationRow; opened: boolean } {
    const row = this.conversations.find(
      ({ sides }) => sides.customer.person.id === customerId && sides.artist.person.id === artistId,
    );
    const side = row && sideOf(row, userId);
    if (!row || !side) throw new AppError('user_not_found');
    const opened = !row.sides[side].opened;
    if (opened) {
      row.sides[side].opened = true;
      this.#change(row, side);
    }
    return { row, opened };
  }

  append({ row, side }: Access, draft: MessageDraft) {
    const { id: senderId } = row.sides[side].person;
    const known = row.messages.find(
      (message) => message.senderId === senderId && message.clientMessageId === draft.clientMessageId,
    );
    if (known && !this.forgetsIds) return { message: known, created: false, appeared: false };
    const { bookingId, bookingVersion, content = null, clientMessageId } = draft;
    if (bookingId !== undefined && row.booking?.id !== bookingId) {
      if (bookingId !== this.booking.id || this.booking.conversationId !== row.id)
        throw new AppError('booking_not_found');
    }
    if (bookingVersion !== undefined && bookingVersion < this.booking.version)
      throw new AppError('booking_changed');
    const own = { senderId, senderRole: side, clientMessageId, content, type: 'text' } as const;
    return { ...this.#store(row, { ...own, bookingId: bookingId ?? null, metadata: null }), created: true };
  }

  edit({ row, side }: Access, clientMessageId: string, editId: string, content: string) {
    const message = this.#own(row, side, clientMessageId);
    if (row.revised.some((one) => one.seq === message.seq && one.editId === editId))
      return { message, changed: false };
    if (message.deletedAt !== null) throw new AppError('message_deleted');
    if (this.#time.now > Date.parse(message.sentAt) + LIMITS.editWindow) throw new AppError('edit_too_late');
    return { message: this.#revise(row, message, editId, { content, editedAt: this.#at() }), changed: true };
  }

  unsend({ row, side }: Access, clientMessageId: string) {
    const message = this.#own(row, side, clientMessageId);
    if (message.deletedAt !== null) return { message, changed: false };
    const tombstone = { content: null, deletedAt: this.#at() };
    return { message: this.#revise(row, message, undefined, tombstone), changed: true };
  }

  /** Whether the view has changed. */
  update({ row, side }: Access, { archived, markedUnread, asOfSeq }: ConversationPatch): boolean {
    const own = row.sides[side];
    const { archivedAt, markedUnread: marked } = own;
    if (archived === false) own.archivedAt = null;
    if (archived && row.messages.length <= (asOfSeq ?? Infinity)) own.archivedAt ??= this.#at();
    own.markedUnread = markedUnread ?? own.markedUnread;
    const changed = own.archivedAt !== archivedAt || own.markedUnread !== marked;
    if (changed) this.#change(row, side);
    return changed;
  }

  /** What has risen; null when nothing has. */
  advance({ row, side }: Access, kind: 'delivered' | 'read', upToSeq: number): 'delivered' | 'read' | null {
    if (upToSeq > row.messages.length) throw new AppError('seq_ahead');
    const own = row.sides[side];
    const delivers = upToSeq > own.delivered;
    const reads = kind === 'read' && upToSeq > own.read;
    if (!delivers && !reads && !(kind === 'read' && own.markedUnread)) return null;
    const at = this.#at();
    if (delivers) row.receipts.push({ side, kind: 'delivered', upToSeq, at });
    if (reads) row.receipts.push({ side, kind: 'read', upToSeq, at });
    own.delivered = Math.max(own.delivered, upToSeq);
    if (kind === 'read') {
      own.read = Math.max(own.read, upToSeq);
      own.markedUnread = false;
      own.unread = row.messages.filter(
        ({ seq, senderRole }) => seq > own.read && senderRole === peerOf(side),
      ).length;
    }
    this.#change(row, ...(delivers || reads ? (['customer', 'artist'] as const) : [side]));
    return reads ? 'read' : delivers ? 'delivered' : null;
  }

  readState({ row, side }: Access): ReadState {
    const { read, unread, version } = row.sides[side];
    const lastSeq = row.messages.length;
    return { conversationId: row.id, readSeq: read, unreadCount: unread, lastSeq, version };
  }

  /** The marketplace changes the booking, and its system message stands where it belongs. */
  changeBooking() {
    const row = this.conversations.find(({ id }) => id === this.booking.conversationId)!;
    const { id, status, version } = this.booking;
    const to = status === 'accepted' ? 'requested' : 'accepted';
    Object.assign(this.booking, { status: to, version: version + 1 });
    const metadata = {
      kind: 'booking_status',
      bookingId: id,
      version: version + 1,
      from: status,
      to,
      actorId: null,
    } as const;
    const clientMessageId = `00000000-0000-5000-8000-${String(version + 1).padStart(12, '0')}`;
    const said = {
      senderId: SYSTEM,
      senderRole: 'system',
      type: 'system',
      content: 'The booking changed.',
    } as const;
    this.#bookingChanged = this.#transaction + 1;
    return { row, ...this.#store(row, { ...said, clientMessageId, bookingId: id, metadata }) };
  }

  view({ row, side }: Access): Conversation {
    const own = row.sides[side];
    const peer = row.sides[peerOf(side)];
    const last = row.messages.at(-1);
    const { id, name } = peer.person;
    return {
      id: row.id,
      version: own.version,
      status: 'active',
      booking: row.booking && { ...this.booking },
      lastSeq: row.messages.length,
      lastMessageAt: last?.sentAt ?? '2026-01-01T00:00:00.000Z',
      lastMessage: last ? this.#form(row, last) : null,
      me: {
        role: side,
        unreadCount: own.unread,
        markedUnread: own.markedUnread,
        readSeq: own.read,
        archivedAt: own.archivedAt,
        mutedUntil: null,
        pinnedAt: null,
        blocked: false,
      },
      peer: { user: { id, name, timeZone: 'UTC' }, deliveredSeq: peer.delivered, readSeq: peer.read },
    };
  }

  /** What a person sees in a role. */
  listed(userId: string, role: Side): Access[] {
    return this.conversations
      .filter(({ sides }) => sides[role].person.id === userId && sides[role].opened)
      .map((row) => ({ row, side: role }));
  }

  unreadTotal(userId: string, role: Side): number {
    const shown = this.listed(userId, role).map(({ row }) => row.sides[role]);
    return shown.reduce((sum, { archivedAt, unread }) => sum + (archivedAt === null ? unread : 0), 0);
  }

  page({ row }: Access, { beforeSeq, afterSeq }: { beforeSeq?: number; afterSeq?: number }) {
    const { messages } = row;
    const end =
      afterSeq === undefined ? Math.min(messages.length, (beforeSeq ?? Infinity) - 1) : afterSeq + PAGE;
    const start = afterSeq ?? Math.max(0, end - PAGE);
    return {
      messages: messages.slice(start, end).map((message) => this.#form(row, message)),
      hasMore: afterSeq === undefined ? start > 0 : end < messages.length,
    };
  }

  changes(userId: string, text: string | undefined): SyncPage {
    const now = this.#transaction;
    const start = (reset: boolean): SyncPage => ({
      epoch: `00000000-0000-7000-8000-${String(this.epoch).padStart(12, '0')}`,
      cursor: toText({ userId, epoch: this.epoch, since: now }),
      reset,
      hasMore: false,
      conversations: [],
      bookings: [],
    });
    const cursor = text === undefined ? undefined : (JSON.parse(text) as Cursor);
    if (!cursor || cursor.userId !== userId || cursor.epoch !== this.epoch)
      return start(cursor !== undefined);

    const { since, page } = cursor;
    const lately = new Date(this.#time.now - 1_000).toISOString();
    const found = (['customer', 'artist'] as const)
      .flatMap((role) => this.listed(userId, role))
      .filter(({ row, side }) =>
        this.syncsByTime ? (row.messages.at(-1)?.sentAt ?? '') > lately : row.sides[side].changed > since,
      )
      .filter(({ row }) => page === undefined || row.id > page.afterId)
      .sort((a, b) => (a.row.id < b.row.id ? -1 : 1));
    const sent = found.slice(0, CONVERSATIONS_PER_SYNC);
    const hasMore = found.length > sent.length;
    const until = page?.until ?? now;
    const isOfBooking = Object.values(this.#row(this.booking.conversationId).sides).some(
      ({ person }) => person.id === userId,
    );
    return {
      ...start(false),
      hasMore,
      cursor: toText({
        userId,
        epoch: this.epoch,
        ...(hasMore ? { since, page: { until, afterId: sent.at(-1)!.row.id } } : { since: until }),
      }),
      conversations: sent.map((access) => {
        const { messages } = this.page(access, {});
        const revised = access.row.revised
          .filter(({ changed }) => changed > since)
          .map(({ seq }) => this.#form(access.row, access.row.messages[seq - 1]!));
        return { conversation: this.view(access), messages, revised };
      }),
      bookings: !page && isOfBooking && this.#bookingChanged > since ? [{ ...this.booking }] : [],
    };
  }

  #row(id: string): ConversationRow {
    return this.conversations.find((row) => row.id === id)!;
  }

  #own(row: ConversationRow, side: Side, clientMessageId: string): Message {
    const { id } = row.sides[side].person;
    const message = row.messages.find(
      (one) => one.senderId === id && one.clientMessageId === clientMessageId,
    );
    if (!message) throw new AppError('message_not_found');
    return message;
  }

  #store(
    row: ConversationRow,
    said: Pick<
      Message,
      'senderId' | 'senderRole' | 'type' | 'content' | 'clientMessageId' | 'bookingId' | 'metadata'
    >,
  ): { message: Message; appeared: boolean } {
    const { customer, artist } = row.sides;
    const seq = row.messages.length + 1;
    const appeared =
      !customer.opened || !artist.opened || (said.bookingId !== null && row.booking?.id !== said.bookingId);
    const message: Message = {
      ...said,
      id: `${row.id.slice(0, -12)}${row.id.slice(-2)}${String(seq).padStart(10, '0')}`,
      conversationId: row.id,
      seq,
      images: [],
      replyToId: null,
      revision: 0,
      sentAt: this.#at(),
      deliveredAt: null,
      readAt: null,
      editedAt: null,
      deletedAt: null,
    };
    row.messages.push(message);
    if (said.bookingId !== null) row.booking = this.booking;
    for (const side of [customer, artist]) {
      side.opened = true;
      side.archivedAt = null;
    }
    if (said.senderRole !== 'system') row.sides[peerOf(said.senderRole)].unread += 1;
    this.#change(row, 'customer', 'artist');
    return { message, appeared };
  }

  #revise(row: ConversationRow, was: Message, editId: string | undefined, change: Partial<Message>): Message {
    const message = { ...was, ...change, revision: was.revision + 1 };
    row.messages[was.seq - 1] = message;
    this.#change(row, 'customer', 'artist');
    row.revised.push({ seq: was.seq, editId, changed: this.#transaction });
    return message;
  }

  /** A message with what the other side has made known of it. */
  #form(row: ConversationRow, message: Message): Message {
    const { senderRole, seq } = message;
    if (senderRole === 'system') return message;
    const first = (kind: 'delivered' | 'read') =>
      row.receipts.find((one) => one.side !== senderRole && one.kind === kind && one.upToSeq >= seq)?.at ??
      null;
    return { ...message, deliveredAt: first('delivered'), readAt: first('read') };
  }

  #change(row: ConversationRow, ...sides: Side[]): void {
    this.#transaction += 1;
    for (const side of sides) {
      row.sides[side].version += 1;
      row.sides[side].changed = this.#transaction;
    }
  }

  #at(): string {
    return new Date(this.#time.now).toISOString();
  }
}

function toSide(person: TestPerson): SideRow {
  return {
    person,
    opened: false,
    unread: 0,
    delivered: 0,
    read: 0,
    markedUnread: false,
    archivedAt: null,
    version: 1,
    changed: 0,
  };
}

function sideOf({ sides }: ConversationRow, userId: string): Side | undefined {
  if (sides.customer.person.id === userId) return 'customer';
  return sides.artist.person.id === userId ? 'artist' : undefined;
}

function toText(cursor: Cursor): string {
  return JSON.stringify(cursor);
}
