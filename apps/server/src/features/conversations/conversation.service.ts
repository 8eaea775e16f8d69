import {
  AppError,
  LIMITS,
  searchTerms,
  type Conversation,
  type ConversationFilter,
  type ConversationPatch,
  type ReadState,
  type Side,
} from '@duet/contract';
import { Batch } from '../../platform/batch.ts';
import type { CursorCodec } from '../../platform/cursor.ts';
import { Turns } from '../../platform/turns.ts';
import type { Announcements } from '../../realtime/announcements.ts';
import type { Publisher } from '../../realtime/publisher.ts';
import { conversationIdOf } from './conversation-id.ts';
import type { ConversationQueue } from './conversation-queue.ts';
import type { ConversationPosition } from './conversation-order.ts';
import type { ConversationRepository, Members, NewAccountLimit } from './conversation.repository.ts';
import type { KnownMembers } from './known-members.ts';
import type { SearchRepository } from './search.repository.ts';

/** What a person may do in a conversation follows from the side they are on. */
export interface ConversationAccess {
  conversationId: string;
  customerId: string;
  artistId: string;
  side: Side;
  peerId: string;
  /** false: nothing was sent yet and the other side has not opened it, so it hears nothing of it. */
  peerSees: boolean;
}

const SIDES: readonly Side[] = ['customer', 'artist'];

/** Conversations: who is in them, how each side sees them, what it has received and read. */
export class ConversationService {
  readonly #repository: ConversationRepository;
  readonly #search: SearchRepository;
  readonly #queue: ConversationQueue;
  readonly #publisher: Publisher;
  readonly #announcements: Announcements;
  readonly #cursors: CursorCodec<ConversationPosition>;
  readonly #known: KnownMembers;
  readonly #newAccount: NewAccountLimit;
  readonly #turns = new Turns();
  readonly #changes: Batch<Record<Side, string>>;

  constructor(parts: {
    repository: ConversationRepository;
    search: SearchRepository;
    known: KnownMembers;
    queue: ConversationQueue;
    publisher: Publisher;
    announcements: Announcements;
    cursors: CursorCodec<ConversationPosition>;
    newAccount: NewAccountLimit;
  }) {
    this.#repository = parts.repository;
    this.#search = parts.search;
    this.#known = parts.known;
    this.#queue = parts.queue;
    this.#publisher = parts.publisher;
    this.#announcements = parts.announcements;
    this.#cursors = parts.cursors;
    this.#newAccount = parts.newAccount;
    this.#changes = new Batch((ids) => this.#repository.listChangedTxs(ids));
  }

  /**
   * The side a person is on in a conversation.
   * @throws AppError `conversation_not_found` for anybody who is not in it or does not see it, exactly as for a
   * conversation that does not exist.
   */
  async validateConversationAccess(conversationId: string, userId: string): Promise<ConversationAccess> {
    const members = await this.#findMembers(conversationId);
    const isCustomer = members?.customerId === userId;
    const sees = isCustomer ? members.customerSees : members?.artistId === userId && members.artistSees;
    if (!members || !sees) throw new AppError('conversation_not_found');
    return {
      conversationId,
      customerId: members.customerId,
      artistId: members.artistId,
      side: isCustomer ? 'customer' : 'artist',
      peerId: isCustomer ? members.artistId : members.customerId,
      peerSees: isCustomer ? members.artistSees : members.customerSees,
    };
  }

  /**
   * The one conversation of a pair, made when there was none; `callerId` is one of the two and sees it from now on.
   * However many ask at once, there is one row, and one answer says `created`.
   * @throws AppError `same_person`, `user_not_found` (also for a caller who is neither), `booking_not_found`,
   * `too_many_first_contacts` for a new account that has begun as many today as it may
   */
  async getOrCreateConversation(
    pair: { customerId: string; artistId: string; bookingId?: string | undefined },
    callerId: string,
  ): Promise<{ conversation: Conversation; created: boolean }> {
    const { customerId, artistId, bookingId = null } = pair;
    if (customerId === artistId) throw new AppError('same_person');
    if (callerId !== customerId && callerId !== artistId) throw new AppError('user_not_found');
    const role: Side = callerId === customerId ? 'customer' : 'artist';
    const id = conversationIdOf(customerId, artistId);
    const opened = await this.#queue.run(id, () =>
      this.#repository.openConversation({ id, customerId, artistId, bookingId }, role, this.#newAccount),
    );
    if (opened.outcome === 'person_missing') throw new AppError('user_not_found');
    if (opened.outcome === 'too_many') {
      throw new AppError('too_many_first_contacts', { retryAfterMs: opened.retry_after_ms });
    }
    if (opened.outcome === 'booking_missing') throw new AppError('booking_not_found');
    if (opened.outcome !== 'unchanged') await this.announceUpdated(id, opened.tx);
    return {
      conversation: await this.getConversation(id, callerId),
      created: opened.outcome === 'created',
    };
  }

  /**
   * Names the last change of how a side sees a conversation and its messages, as sync knows it.
   * @throws AppError `conversation_not_found`
   */
  async getLastChange({ conversationId, side }: ConversationAccess): Promise<string> {
    const txs = await this.#changes.get(conversationId);
    if (!txs) throw new AppError('conversation_not_found');
    return txs[side];
  }

  /** One conversation as a person in it sees it. @throws AppError `conversation_not_found` */
  async getConversation(conversationId: string, userId: string): Promise<Conversation> {
    const { side } = await this.validateConversationAccess(conversationId, userId);
    const conversation = await this.#repository.findConversation(conversationId, { id: userId, role: side });
    if (!conversation) throw new AppError('conversation_not_found');
    return conversation;
  }

  /**
   * A person's conversations in one role, newest first: all that are not archived, what a filter finds, or what is found by
   * the name of the other person or a booking's code. The first page of all begins with the pinned.
   * @throws AppError `validation_failed` for a forged cursor
   */
  async getUserConversations(
    userId: string,
    role: Side,
    {
      filter,
      search,
      ...pagination
    }: {
      filter?: ConversationFilter | undefined;
      search?: string | undefined;
      cursor?: string | undefined;
      limit?: number | undefined;
    },
  ): Promise<{ conversations: Conversation[]; nextCursor: string | null }> {
    const limit = pagination.limit ?? LIMITS.pageDefault;
    const after = pagination.cursor === undefined ? null : this.#cursors.decode(pagination.cursor);
    const viewer = { id: userId, role };
    const [pinned, found] = await Promise.all([
      filter !== undefined || search !== undefined || after ? [] : this.#repository.listPinned(viewer),
      search === undefined
        ? this.#repository.listConversations(viewer, filter ?? 'others', after, limit + 1)
        : this.#find(viewer, search, after, limit + 1),
    ]);
    const conversations = found.slice(0, limit);
    const last = conversations.at(-1);
    return {
      conversations: [...pinned, ...conversations],
      nextCursor:
        last && found.length > limit
          ? this.#cursors.encode({ lastMessageAt: last.lastMessageAt, id: last.id })
          : null,
    };
  }

  /** A person's conversations, on either side, that changed since a snapshot of the database; in order of id. */
  async getChangedConversations(
    userId: string,
    since: string,
    { afterId, limit }: { afterId: string | null; limit: number },
  ): Promise<Conversation[]> {
    const found = await Promise.all(
      SIDES.map((role) => this.#repository.listChanged({ id: userId, role }, since, afterId, limit)),
    );
    return found
      .flat()
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, limit);
  }

  /**
   * A person's unread messages in one role, over the conversations that they have neither archived nor muted. System
   * messages and own ones never count.
   */
  getUnreadCount(userId: string, role: Side): Promise<number> {
    return this.#repository.sumUnread({ id: userId, role });
  }

  /**
   * The reader has seen everything up to a message. The side follows from who reads: nobody can read-mark for the
   * other one. The reader's other devices learn it, and the other person too if the reader lets it show.
   * @throws AppError `conversation_not_found`, `seq_ahead`
   */
  async markAsRead(
    conversationId: string,
    userId: string,
    upToSeq: number,
    origin: { exceptSocketId?: string } = {},
  ): Promise<ReadState> {
    const { side, peerId } = await this.validateConversationAccess(conversationId, userId);
    const advance = await this.#queue.advance({ conversationId, side, kind: 'read', upToSeq });
    if (advance.outcome === 'ahead') throw new AppError('seq_ahead');
    const { readSeq, unreadCount, lastSeq, version } = advance;
    if (advance.outcome === 'advanced') {
      const watermark = { conversationId, side, upToSeq: readSeq, at: advance.at };
      await this.#announcements.tellPart(conversationId, advance, () => {
        const own = { ...watermark, unreadCount, lastSeq, version };
        this.#publisher.publish(userId, 'message:read', own, origin);
        if (advance.disclosed) this.#publisher.publish(peerId, 'message:read', watermark);
        else if (advance.deliveredAdvanced) this.#publisher.publish(peerId, 'message:delivered', watermark);
      });
    }
    return { conversationId, readSeq, unreadCount, lastSeq, version };
  }

  /**
   * A device of this person has stored everything up to a message. Answers when it told so, if it was the first one.
   * @throws AppError as for `markAsRead`
   */
  async markAsDelivered(
    conversationId: string,
    userId: string,
    upToSeq: number,
  ): Promise<string | undefined> {
    const { side, peerId } = await this.validateConversationAccess(conversationId, userId);
    const advance = await this.#queue.advance({ conversationId, side, kind: 'delivered', upToSeq });
    if (advance.outcome === 'ahead') throw new AppError('seq_ahead');
    if (advance.outcome !== 'advanced') return undefined;
    const watermark = { conversationId, side, upToSeq, at: advance.at };
    await this.#announcements.tellPart(conversationId, advance, () =>
      this.#publisher.publish(peerId, 'message:delivered', watermark),
    );
    return advance.at;
  }

  /**
   * Archives, pins, mutes or marks a conversation as unread for one side, or takes that back. The other person neither
   * sees nor hears of it, unless they are blocked by it, or are no more; the own other devices do. Answers the conversation
   * as it then stands.
   * @throws AppError `conversation_not_found`, `too_many_pins`
   */
  async updateConversation(
    conversationId: string,
    userId: string,
    change: ConversationPatch,
    origin: { exceptSocketId?: string } = {},
  ): Promise<Conversation> {
    const { side } = await this.validateConversationAccess(conversationId, userId);
    const updated = await this.#queue.run(conversationId, () =>
      this.#repository.updateConversation(conversationId, side, change),
    );
    if (updated.outcome === 'full') throw new AppError('too_many_pins');
    const conversation = await this.getConversation(conversationId, userId);
    if (updated.outcome !== 'unchanged') {
      await this.#announcements.tell(conversationId, [updated.tx], async () => {
        if (updated.outcome === 'shared') {
          await this.publishUpdated(conversationId, [side === 'customer' ? 'artist' : 'customer']);
        }
        this.#publishView(userId, conversation, origin);
      });
    }
    return conversation;
  }

  /** Whether either of the two has blocked the other, as it stands now. */
  isBlocked(conversationId: string): Promise<boolean> {
    return this.#repository.isBlocked(conversationId);
  }

  /** A transaction has changed how both sides see a conversation: those who see it are told. */
  async announceUpdated(conversationId: string, tx: string): Promise<void> {
    await this.#announcements.tell(conversationId, [tx], () => this.publishUpdated(conversationId));
  }

  /** Sends these sides, as far as they see a conversation, how they see it now. */
  async publishUpdated(conversationId: string, sides: Iterable<Side> = SIDES): Promise<void> {
    const members = await this.getMembers(conversationId);
    const viewers = {
      customer: { id: members.customerId, sees: members.customerSees },
      artist: { id: members.artistId, sees: members.artistSees },
    };
    for (const role of sides) {
      const { id, sees } = viewers[role];
      const conversation = sees && (await this.#repository.findConversation(conversationId, { id, role }));
      if (conversation) this.#publishView(id, conversation);
    }
  }

  /** Sends those sides whose view one of these transactions changed how it stands now. */
  async publishChanged(conversationId: string, txs: readonly string[]): Promise<void> {
    await this.publishUpdated(conversationId, await this.#repository.listChangedSides(conversationId, txs));
  }

  /** The two people of a conversation, for the server's own use. @throws AppError `conversation_not_found` */
  async getMembers(conversationId: string): Promise<Members> {
    const members = await this.#findMembers(conversationId);
    if (!members) throw new AppError('conversation_not_found');
    return members;
  }

  /** Tells a person how they see a conversation now. A block ends what either watches in it. */
  #publishView(userId: string, conversation: Conversation, origin: { exceptSocketId?: string } = {}): void {
    const { id, me, peer } = conversation;
    if (me.blocked || peer.blocked) {
      this.#publisher.endWatching(id, [userId, peer.user.id]);
      this.#publisher.publish(userId, 'user:presence', {
        userId: peer.user.id,
        online: false,
        lastSeenAt: null,
      });
    }
    this.#publisher.publish(userId, 'conversation:updated', { conversation }, origin);
  }

  async #find(
    viewer: { id: string; role: Side },
    search: string,
    after: ConversationPosition | null,
    limit: number,
  ): Promise<Conversation[]> {
    const ids = await this.#search.listFound(viewer, searchTerms(search), after, limit);
    return this.#repository.listNamed(viewer, ids);
  }

  async #findMembers(conversationId: string): Promise<Members | null> {
    if (!this.#turns.isTaken(conversationId)) {
      const known = this.#known.get(conversationId);
      if (known) return known;
    }
    return this.#turns.take(conversationId, async () => {
      const known = await this.#known.find(conversationId);
      if (known) return known;
      const members = await this.#repository.findMembers(conversationId);
      if (members) this.#known.keep(conversationId, members);
      return members;
    });
  }
}
