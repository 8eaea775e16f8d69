import {
  AppError,
  isMuted,
  LIMITS,
  type Booking,
  type ConversationPatch,
  type Message,
  type MessageDraft,
  type ReadState,
  type Side,
} from '@duet/contract';
import { bookings as bookingIds, type TestPerson } from '../people.ts';
import { peerOf } from '../rules.ts';
import { digestOf, formOf, newRow, sideOf, type Access, type ConversationRow } from './rows.ts';
import type { SimulatedTime } from './time.ts';

const SYSTEM = '00000000-0000-0000-0000-000000000001';

/** Mistakes of a server, each of which is one when it is true. */
interface Mistakes {
  /** A repeated message is stored again. */
  forgetsIds: boolean;
  /** A repeated edit is made again. */
  forgetsEdits: boolean;
  /** An edit gives a message back its text after it was taken back. */
  editsTombstones: boolean;
  /** A conversation is archived though something has come since the person looked. */
  archivesUnseen: boolean;
  /** Sync asks what was written lately, instead of what changed since the cursor. */
  syncsByTime: boolean;
  /** Sync does not tell what was edited or unsent. */
  syncsNoRevisions: boolean;
}

/** The server's database as the contract describes it, without a database: every change happens at one moment. */
export class SimulatedDatabase {
  readonly conversations: readonly ConversationRow[];
  readonly booking: Booking;
  readonly mistakes: Mistakes = {
    forgetsIds: false,
    forgetsEdits: false,
    editsTombstones: false,
    archivesUnseen: false,
    syncsByTime: false,
    syncsNoRevisions: false,
  };
  /** Another one makes every cursor worthless. */
  epoch = 1;
  readonly #time: SimulatedTime;
  readonly #editWindowMs: number;
  #transaction = 0;
  #bookingChanged = 0;

  /** One conversation for each pair, which nobody has opened; the booking is of the first. */
  constructor(parts: {
    time: SimulatedTime;
    pairs: readonly (readonly [id: string, Record<Side, TestPerson>])[];
    /** How long after sending a message may be edited. */
    editWindowMs: number;
  }) {
    const { time, pairs, editWindowMs } = parts;
    this.#time = time;
    this.#editWindowMs = editWindowMs;
    this.conversations = pairs.map(([id, people]) => newRow(id, people));
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

  /** The number of the latest transaction. */
  get transaction(): number {
    return this.#transaction;
  }

  /** Which of them changed the booking last. */
  get bookingChanged(): number {
    return this.#bookingChanged;
  }

  /** @throws AppError as for a conversation that does not exist, for who has no part in it or does not see it */
  access(conversationId: string, userId: string): Access {
    const row = this.conversations.find(({ id }) => id === conversationId);
    const side = row && sideOf(row, userId);
    if (!row || !side || !row.sides[side].opened) throw new AppError('conversation_not_found');
    return { row, side };
  }

  /** @throws AppError also for who does not see its conversation */
  message(id: string, userId: string): Message {
    for (const row of this.conversations) {
      const side = sideOf(row, userId);
      const message = row.messages.find((one) => one.id === id);
      if (message && side && row.sides[side].opened) return formOf(row, message);
    }
    throw new AppError('message_not_found');
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
    const known = this.#find(row, senderId, draft.clientMessageId);
    if (known && !this.mistakes.forgetsIds) {
      if (row.origins[known.seq - 1]!.digest !== digestOf(draft))
        throw new AppError('client_message_id_reused');
      return { message: known, created: false, appeared: false };
    }
    const { bookingId, bookingVersion, content = null, clientMessageId, replyToId = null } = draft;
    if (bookingId !== undefined && row.booking?.id !== bookingId) {
      if (bookingId !== this.booking.id || this.booking.conversationId !== row.id)
        throw new AppError('booking_not_found');
    }
    if (bookingVersion !== undefined && bookingVersion < this.booking.version)
      throw new AppError('booking_changed');
    if (replyToId !== null && !row.messages.some(({ id }) => id === replyToId))
      throw new AppError('message_not_found');
    const own = { senderId, senderRole: side, clientMessageId, content, replyToId, type: 'text' } as const;
    const said = { ...own, bookingId: bookingId ?? null, metadata: null };
    return { ...this.#store(row, said, digestOf(draft)), created: true };
  }

  edit({ row, side }: Access, clientMessageId: string, editId: string, content: string) {
    const message = this.#own(row, side, clientMessageId);
    const isRepeat = row.revised.some((one) => one.seq === message.seq && one.editId === editId);
    if (isRepeat && !this.mistakes.forgetsEdits) return { message, changed: false };
    if (message.deletedAt !== null && !this.mistakes.editsTombstones) throw new AppError('message_deleted');
    if (this.#age(message) > this.#editWindowMs) throw new AppError('edit_too_late');
    const edited = { content, editedAt: this.#at(), deletedAt: null };
    return { message: this.#revise(row, message, editId, edited), changed: true };
  }

  unsend({ row, side }: Access, clientMessageId: string) {
    const message = this.#own(row, side, clientMessageId);
    if (message.deletedAt !== null) return { message, changed: false };
    if (this.#age(message) > LIMITS.unsendWindow) throw new AppError('unsend_too_late');
    const tombstone = { content: null, deletedAt: this.#at() };
    return { message: this.#revise(row, message, undefined, tombstone), changed: true };
  }

  /** Whether the view has changed. */
  update({ row, side }: Access, change: ConversationPatch): boolean {
    const { archived, markedUnread, pinned, mutedUntil, asOfSeq = Infinity } = change;
    const own = row.sides[side];
    const before = { ...own };
    const isSeen = row.messages.length <= asOfSeq || this.mistakes.archivesUnseen;
    if (archived === false) own.archivedAt = null;
    if (archived && isSeen) own.archivedAt ??= this.#at();
    if (own.archivedAt !== null || pinned === false) own.pinnedAt = null;
    else if (pinned) own.pinnedAt ??= this.#at();
    own.markedUnread = markedUnread ?? own.markedUnread;
    own.mutedUntil = mutedUntil === undefined ? own.mutedUntil : mutedUntil;
    const changed = Object.entries(before).some(([name, value]) => own[name as keyof typeof own] !== value);
    if (changed) this.#change(row, side);
    return changed;
  }

  /** What has risen, or only that there is no mark as unread any more; null when nothing has changed. */
  advance({ row, side }: Access, kind: 'delivered' | 'read', upToSeq: number): 'both' | 'own' | null {
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
    const concerns = delivers || reads ? 'both' : 'own';
    this.#change(row, ...(concerns === 'both' ? (['customer', 'artist'] as const) : [side]));
    return concerns;
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
      replyToId: null,
      senderId: SYSTEM,
      senderRole: 'system',
      type: 'system',
      content: 'The booking changed.',
    } as const;
    this.#bookingChanged = this.#transaction + 1;
    return { row, ...this.#store(row, { ...said, clientMessageId, bookingId: id, metadata }, '') };
  }

  /** What a person sees in a role. */
  listed(userId: string, role: Side): Access[] {
    return this.conversations
      .filter(({ sides }) => sides[role].person.id === userId && sides[role].opened)
      .map((row) => ({ row, side: role }));
  }

  unreadTotal(userId: string, role: Side): number {
    const shown = this.listed(userId, role).map(({ row }) => row.sides[role]);
    const counted = shown.filter((side) => side.archivedAt === null && !isMuted(side, this.#time.now));
    return counted.reduce((sum, { unread }) => sum + unread, 0);
  }

  #find(row: ConversationRow, senderId: string, clientMessageId: string): Message | undefined {
    return row.messages.find((one) => one.senderId === senderId && one.clientMessageId === clientMessageId);
  }

  #own(row: ConversationRow, side: Side, clientMessageId: string): Message {
    const message = this.#find(row, row.sides[side].person.id, clientMessageId);
    if (!message) throw new AppError('message_not_found');
    return message;
  }

  #store(
    row: ConversationRow,
    said: Pick<
      Message,
      | 'senderId'
      | 'senderRole'
      | 'type'
      | 'content'
      | 'clientMessageId'
      | 'bookingId'
      | 'replyToId'
      | 'metadata'
    >,
    digest: string,
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
      caution: [],
      masked: false,
      images: [],
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
    row.origins.push({ digest, transaction: this.#transaction });
    return { message, appeared };
  }

  #revise(row: ConversationRow, was: Message, editId: string | undefined, change: Partial<Message>): Message {
    const message = { ...was, ...change, revision: was.revision + 1 };
    row.messages[was.seq - 1] = message;
    this.#change(row, 'customer', 'artist');
    row.revised.push({ seq: was.seq, editId, changed: this.#transaction });
    return message;
  }

  #change(row: ConversationRow, ...sides: Side[]): void {
    this.#transaction += 1;
    for (const side of sides) {
      row.sides[side].version += 1;
      row.sides[side].changed = this.#transaction;
    }
  }

  #age({ sentAt }: Message): number {
    return this.#time.now - Date.parse(sentAt);
  }

  #at(): string {
    return new Date(this.#time.now).toISOString();
  }
}
