import {
  AppError,
  LIMITS,
  bookingActions,
  type Booking,
  type BookingStatus,
  type HostBookingInput,
  type HostBookingStatusInput,
  type Side,
} from '@duet/contract';
import type { CursorCodec } from '../../platform/cursor.ts';
import { newId } from '../../platform/ids.ts';
import { bookingMessageIdOf, conversationIdOf } from '../conversations/conversation-id.ts';
import type { ConversationQueue } from '../conversations/conversation-queue.ts';
import type { ConversationService } from '../conversations/conversation.service.ts';
import type { ExternalKey } from '../integration/external-key.ts';
import { toStored } from '../messages/message.mapper.ts';
import type { MessageAnnouncer } from '../messages/message-announcer.ts';
import { SYSTEM_USER_ID } from '../users/system-user.ts';
import { bookingWords } from './booking-words.ts';
import type { BookingPosition, BookingRepository, StatusChange, StatusUpdate } from './booking.repository.ts';

/** Bookings as the conversation knows them: the seam to the host marketplace. */
export class BookingService {
  readonly #repository: BookingRepository;
  readonly #conversations: ConversationService;
  readonly #announcer: MessageAnnouncer;
  readonly #queue: ConversationQueue;
  readonly #cursors: CursorCodec<BookingPosition>;

  constructor(parts: {
    repository: BookingRepository;
    conversations: ConversationService;
    announcer: MessageAnnouncer;
    queue: ConversationQueue;
    cursors: CursorCodec<BookingPosition>;
  }) {
    this.#repository = parts.repository;
    this.#conversations = parts.conversations;
    this.#announcer = parts.announcer;
    this.#queue = parts.queue;
    this.#cursors = parts.cursors;
  }

  /** A booking of which the person is a party. @throws AppError `booking_not_found` */
  async getBooking(bookingId: string, userId: string): Promise<Booking> {
    const booking = await this.#repository.findBooking(bookingId);
    if (!booking || (booking.customerId !== userId && booking.artistId !== userId)) {
      throw new AppError('booking_not_found');
    }
    return booking;
  }

  /** A person's bookings in one role, latest start first. @throws AppError `validation_failed` for a forged cursor */
  async getUserBookings(
    userId: string,
    role: Side,
    pagination: { cursor?: string | undefined; limit?: number | undefined },
  ): Promise<{ bookings: Booking[]; nextCursor: string | null }> {
    const limit = pagination.limit ?? LIMITS.pageDefault;
    const after = pagination.cursor === undefined ? null : this.#cursors.decode(pagination.cursor);
    const found = await this.#repository.listBookings(userId, role, after, limit + 1);
    const bookings = found.slice(0, limit);
    const last = bookings.at(-1);
    return {
      bookings,
      nextCursor:
        last && found.length > limit ? this.#cursors.encode({ startsAt: last.startsAt, id: last.id }) : null,
    };
  }

  /** The latest bookings of a conversation's two people. @throws AppError `conversation_not_found` */
  async getConversationBookings(conversationId: string, userId: string): Promise<Booking[]> {
    const pair = await this.#conversations.validateConversationAccess(conversationId, userId);
    return this.#repository.listBookingsOf(pair, LIMITS.pageMax);
  }

  /** Up to `limit` of a person's bookings, in either role, that changed since a snapshot of the database. */
  getChangedBookings(userId: string, since: string, limit: number): Promise<Booking[]> {
    return this.#repository.listChanged(userId, since, limit);
  }

  /**
   * Changes a booking's status as one of its parties. The change and its system message commit together, once per
   * version: asking again for a change that was made answers the booking and tells nobody anything twice.
   * @throws AppError `booking_not_found`, `booking_changed` (the person saw an older version),
   * `booking_transition_invalid`
   */
  async updateBookingStatus(
    bookingId: string,
    change: { status: BookingStatus; version: number },
    userId: string,
  ): Promise<Booking> {
    const booking = await this.getBooking(bookingId, userId);
    const { status, version } = change;
    if (booking.version === version + 1 && booking.status === status) return booking;
    if (booking.version !== version) throw new AppError('booking_changed');
    const side: Side = booking.customerId === userId ? 'customer' : 'artist';
    if (!bookingActions(side, booking).includes(status)) throw new AppError('booking_transition_invalid');

    const outcome = await this.#changeStatus(booking, { status, actorId: userId, hostVersion: null });
    if (outcome === 'booking_changed') throw new AppError('booking_changed');
    return { ...booking, status, version: version + 1 };
  }

  /**
   * Makes or changes a booking of the host marketplace; `customerId` and `artistId` are ours. A status that has changed
   * commits together with its system message; the first time a booking is told of, there is none. `applied` is false
   * when this or a newer version had been here.
   * @throws AppError `booking_parties_fixed`, `booking_code_taken`
   */
  async upsertHostBooking(
    key: ExternalKey,
    input: HostBookingInput,
  ): Promise<{ booking: Booking; applied: boolean }> {
    const conversationId = conversationIdOf(input.customerId, input.artistId);
    const put = await this.#queue.run(conversationId, () =>
      this.#repository.putHostBooking(newId(), key, conversationId, input),
    );
    if (put.outcome === 'parties_fixed') throw new AppError('booking_parties_fixed');
    if (put.outcome === 'code_taken') throw new AppError('booking_code_taken');
    if (put.outcome === 'shown') await this.#conversations.announceUpdated(conversationId, put.tx);
    // Its status has a version of its own, and is still to be changed where the first half of a request was lost.
    const status = await this.updateHostBookingStatus(key, input);
    return { booking: status.booking, applied: status.applied || put.outcome !== 'old' };
  }

  /**
   * Changes the status of a booking of the host marketplace to any other; the change and its system message commit
   * together, once. `applied` is false when this or a newer status had been here.
   * @throws AppError `booking_not_found`
   */
  async updateHostBookingStatus(
    key: ExternalKey,
    change: HostBookingStatusInput,
  ): Promise<{ booking: Booking; applied: boolean }> {
    const found = await this.#repository.findHostBooking(key);
    if (!found) throw new AppError('booking_not_found');
    const { booking, statusVersion } = found;
    const { status, version: hostVersion } = change;
    if (statusVersion >= hostVersion) return { booking, applied: false };
    const outcome = await this.#changeStatus(booking, { status, actorId: null, hostVersion });
    if (outcome === 'changed') {
      return { booking: { ...booking, status, version: booking.version + 1 }, applied: true };
    }
    if (outcome === 'noted') return { booking, applied: true };
    // Another change has come between the look and the lock.
    return this.updateHostBookingStatus(key, change);
  }

  /** Changes the status of a booking as it was seen, and tells both people once it is committed. */
  async #changeStatus(
    booking: Booking,
    { status, actorId, hostVersion }: Pick<StatusChange, 'status' | 'actorId' | 'hostVersion'>,
  ): Promise<StatusUpdate['outcome']> {
    const { id: bookingId, conversationId, version } = booking;
    const message = {
      id: newId(),
      clientMessageId: bookingMessageIdOf(bookingId, version + 1),
      content: bookingWords(booking.code, status),
    };
    const updated = await this.#queue.run(conversationId, () =>
      this.#repository.updateStatus({
        bookingId,
        conversationId,
        version,
        status,
        actorId,
        hostVersion,
        message,
      }),
    );
    if (updated.outcome !== 'changed') return updated.outcome;
    const { tx, seq, sentAt, from } = updated;
    await this.#announcer.publishCommitted({
      message: toStored(
        {
          ...message,
          conversationId,
          senderId: SYSTEM_USER_ID,
          senderRole: 'system',
          type: 'system',
          bookingId,
          replyToId: null,
          metadata: { kind: 'booking_status', bookingId, version: version + 1, from, to: status, actorId },
        },
        seq,
        sentAt,
      ),
      tx,
      parts: 1,
      customerId: booking.customerId,
      artistId: booking.artistId,
      viewChanged: true,
      reveals: true,
    });
    return 'changed';
  }
}
