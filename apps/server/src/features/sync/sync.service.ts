import { LIMITS, type SyncPage } from '@duet/contract';
import type { CursorCodec } from '../../platform/cursor.ts';
import type { BookingService } from '../bookings/booking.service.ts';
import type { ConversationService } from '../conversations/conversation.service.ts';
import type { MessageService } from '../messages/message.service.ts';
import type { Changes, SyncRepository } from './sync.repository.ts';

/** A moment of the database and the clock's time at it, in milliseconds. */
interface SyncMoment {
  snapshot: string;
  at: number;
}

/** Where one person's sync stands: what it has seen, and, between pages, the first page's moment and how far it is. */
export interface SyncPosition {
  userId: string;
  epoch: string;
  since: SyncMoment;
  page?: { until: SyncMoment; afterId: string };
}

/** Up to 30 messages each: half a megabyte at most when everybody writes as people do. */
const CONVERSATIONS_PER_PAGE = 20;
const OLDEST_CURSOR_MS = 30 * 24 * 3_600_000;

const NOTHING = { reset: false, hasMore: false, conversations: [], bookings: [] };

/** What a client that was away has missed. */
export class SyncService {
  readonly #repository: SyncRepository;
  readonly #conversations: ConversationService;
  readonly #messages: MessageService;
  readonly #bookings: BookingService;
  readonly #cursors: CursorCodec<SyncPosition>;

  constructor(parts: {
    repository: SyncRepository;
    conversations: ConversationService;
    messages: MessageService;
    bookings: BookingService;
    cursors: CursorCodec<SyncPosition>;
  }) {
    this.#repository = parts.repository;
    this.#conversations = parts.conversations;
    this.#messages = parts.messages;
    this.#bookings = parts.bookings;
    this.#cursors = parts.cursors;
  }

  /**
   * A page of what changed for a person since a cursor, or the cursor to begin with. Changed is what was committed
   * and not visible when the cursor was taken, however long the transaction took, and nothing else.
   *
   * The moment that the next cursor names is taken before anything is read, so that what is committed meanwhile may
   * come twice and is never skipped. A cursor of another person or database, of more than 30 days ago or behind more
   * than `LIMITS.syncChanges` changes is answered `reset`.
   * @throws AppError `validation_failed` for a forged cursor
   */
  async getChanges(userId: string, cursor?: string): Promise<SyncPage> {
    const position = cursor === undefined ? undefined : this.#cursors.decode(cursor);
    const at = Date.now();
    const earlier = position?.since.snapshot ?? null;
    const { moment, changes } = await this.#repository.lookSince(userId, earlier, LIMITS.syncChanges + 1);
    const { snapshot, epoch, isBehind } = moment;
    const now = { snapshot, at };
    const fromNow = (reset: boolean): SyncPage => ({
      ...NOTHING,
      reset,
      epoch,
      cursor: this.#cursors.encode({ userId, epoch, since: now }),
    });
    if (!position) return fromNow(false);

    const { since, page } = position;
    const isUsable =
      position.userId === userId &&
      position.epoch === epoch &&
      !isBehind &&
      at - since.at <= OLDEST_CURSOR_MS;
    if (!isUsable || (!page && isMuch(changes))) return fromNow(true);
    if (!page && isNothing(changes)) return fromNow(false);

    const [found, bookings] = await Promise.all([
      this.#conversations.getChangedConversations(userId, since.snapshot, {
        afterId: page?.afterId ?? null,
        limit: CONVERSATIONS_PER_PAGE + 1,
      }),
      page ? [] : this.#bookings.getChangedBookings(userId, since.snapshot, LIMITS.syncChanges),
    ]);
    const conversations = found.slice(0, CONVERSATIONS_PER_PAGE);
    const ids = conversations.map(({ id }) => id);
    const messages = await this.#messages.getChangedMessages(ids, userId, since.snapshot, LIMITS.syncChanges);
    if (messages === 'too_many') return fromNow(true);

    const until = page?.until ?? now;
    const afterId = found.length > conversations.length ? ids.at(-1) : undefined;
    return {
      epoch,
      reset: false,
      cursor: this.#cursors.encode(
        afterId === undefined
          ? { userId, epoch, since: until }
          : { userId, epoch, since, page: { until, afterId } },
      ),
      hasMore: afterId !== undefined,
      conversations: conversations.map((conversation) => ({
        conversation,
        messages: messages.newest.get(conversation.id) ?? [],
        revised: messages.revised.get(conversation.id) ?? [],
      })),
      bookings,
    };
  }
}

/** Whether starting over is cheaper for everybody. */
function isMuch({ conversations, bookings }: Changes): boolean {
  return conversations > LIMITS.syncChanges || bookings > LIMITS.syncChanges;
}

function isNothing({ conversations, bookings }: Changes): boolean {
  return conversations === 0 && bookings === 0;
}
