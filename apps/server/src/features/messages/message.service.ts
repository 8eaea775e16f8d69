import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import {
  AppError,
  LIMITS,
  type ErrorCode,
  type Message,
  type MessageDraft,
  type ReadState,
  type SendResult,
} from '@duet/contract';
import type { Encoded } from '../../platform/encoded.ts';
import type { PassFailpoint } from '../../platform/failpoints.ts';
import { newId } from '../../platform/ids.ts';
import type { KeyRing } from '../../platform/key-ring.ts';
import type { ConversationQueue } from '../conversations/conversation-queue.ts';
import type { ConversationService } from '../conversations/conversation.service.ts';
import type { Appended, NewMessage } from '../conversations/write.ts';
import type { ContactGuard } from './contact-guard.ts';
import type { CopyWatch } from './copy-watch.ts';
import type { CommittedMessage, MessageAnnouncer } from './message-announcer.ts';
import { toStored } from './message.mapper.ts';
import type { MessagePage, MessageRepository, OwnMessage, Page, Revised } from './message.repository.ts';
import type { ImageService } from '../images/image.service.ts';
import type { StoredImage, ToImage } from '../images/image.mapper.ts';
import type { NewestPages } from './newest-pages.ts';
import type { ReportService } from '../safety/report.service.ts';
import { SYSTEM_USER_ID } from '../users/system-user.ts';

const NONE: readonly StoredImage[] = [];

/** Why a message was not stored, as the sender is told. */
const REFUSALS: Record<Exclude<Appended['outcome'], 'created' | 'repeat' | 'held'>, ErrorCode> = {
  reused: 'client_message_id_reused',
  closed: 'conversation_closed',
  blocked: 'conversation_blocked',
  booking_missing: 'booking_not_found',
  booking_changed: 'booking_changed',
  reply_missing: 'message_not_found',
  image_missing: 'image_not_found',
  copied: 'too_many_copies',
};

/** Why a message was not edited or unsent, but for the time of either. */
const REVISION_REFUSALS: Record<'missing' | 'deleted' | 'closed' | 'blocked', ErrorCode> = {
  missing: 'message_not_found',
  deleted: 'message_deleted',
  closed: 'conversation_closed',
  blocked: 'conversation_blocked',
};

/** Messages: the append path, history, and telling both people what was committed. */
export class MessageService {
  readonly #repository: MessageRepository;
  readonly #newest: NewestPages;
  readonly #conversations: ConversationService;
  readonly #queue: ConversationQueue;
  readonly #images: Pick<ImageService, 'getOwnImages'>;
  readonly #toImage: ToImage;
  readonly #announcer: MessageAnnouncer;
  readonly #digestKeys: readonly KeyObject[];
  readonly #guard: ContactGuard;
  readonly #copies: CopyWatch;
  readonly #reports: Pick<ReportService, 'noticeCopies'>;
  readonly #passFailpoint: PassFailpoint | undefined;

  constructor(parts: {
    repository: MessageRepository;
    newest: NewestPages;
    conversations: ConversationService;
    queue: ConversationQueue;
    images: Pick<ImageService, 'getOwnImages'>;
    toImage: ToImage;
    announcer: MessageAnnouncer;
    digestKeys: KeyRing;
    guard: ContactGuard;
    copies: CopyWatch;
    reports: Pick<ReportService, 'noticeCopies'>;
    passFailpoint: PassFailpoint | undefined;
  }) {
    this.#repository = parts.repository;
    this.#newest = parts.newest;
    this.#conversations = parts.conversations;
    this.#queue = parts.queue;
    this.#images = parts.images;
    this.#toImage = parts.toImage;
    this.#announcer = parts.announcer;
    // Made once: from plain bytes, every digest would make it anew, which costs four times the digest.
    this.#digestKeys = parts.digestKeys.map((key) => createSecretKey(key));
    this.#guard = parts.guard;
    this.#copies = parts.copies;
    this.#reports = parts.reports;
    this.#passFailpoint = parts.passFailpoint;
  }

  /**
   * Stores a message and answers after its commit; a repeat of a `clientMessageId` answers the message it was first
   * stored as. Both people are told, but for the socket that gets this answer.
   * @throws AppError the codes of `SEND_ERRORS`; after a retryable one the message may or may not be stored, and the
   * same draft may be sent again
   */
  async sendMessage(messageData: {
    conversationId: string;
    senderId: string;
    draft: MessageDraft;
    exceptSocketId?: string;
  }): Promise<SendResult> {
    const { conversationId, senderId, draft } = messageData;
    const access = await this.#conversations.validateConversationAccess(conversationId, senderId);
    const images =
      draft.type === 'image'
        ? await this.#images.getOwnImages(conversationId, senderId, draft.imageIds)
        : NONE;
    const { content = null } = draft;
    const [digest, ...otherDigests] = this.#digestKeys.map((key) => () => digestOf(draft, key));
    const { message, committed } = await this.#append(
      {
        id: newId(),
        conversationId,
        clientMessageId: draft.clientMessageId,
        senderId,
        senderRole: access.side,
        type: draft.type,
        content,
        images,
        bookingId: draft.bookingId ?? null,
        bookingVersion: draft.bookingVersion ?? null,
        replyToId: draft.replyToId ?? null,
        digest: digest!(),
        copies: this.#copies.look({ conversationId, senderId, content }),
        ...this.#guard.inspect(content),
      },
      otherDigests,
    );
    if (committed) {
      this.#guard.count(message);
      await this.#passFailpoint?.('commit-publish');
      await this.#announcer.publishCommitted(
        { ...access, ...committed, message },
        messageData.exceptSocketId,
      );
      await this.#passFailpoint?.('commit-ack');
    }
    return { message, created: committed !== undefined };
  }

  /**
   * Gives an own message another text, and answers it as it then stands. An `editId` that is known changes nothing, so
   * that a late repeat does not take a later edit back. Both people are told, but for the socket that gets this answer.
   * @throws AppError the codes of `EDIT_ERRORS`
   */
  async editMessage(
    message: OwnMessage,
    edit: { editId: string; content: string },
    origin: { exceptSocketId?: string } = {},
  ): Promise<Message> {
    const guarded = this.#guard.inspect(edit.content);
    const revise = () => this.#repository.editMessage(message, { ...edit, ...guarded });
    return this.#revise(message, revise, 'edit_too_late', origin);
  }

  /**
   * Takes an own message back and answers its tombstone, also when it was unsent before. It keeps its `seq` and its
   * place in the unread count. Both people are told, but for the socket that gets this answer.
   * @throws AppError the codes of `UNSEND_ERRORS`
   */
  async unsendMessage(message: OwnMessage, origin: { exceptSocketId?: string } = {}): Promise<Message> {
    const revise = () => this.#repository.unsendMessage(message);
    return this.#revise(message, revise, 'unsend_too_late', origin);
  }

  /**
   * Appends a message of the marketplace itself: it passes closed and blocked conversations and counts for nobody's
   * unread. `content` is the words of clients that do not know the message's metadata.
   * @throws AppError `conversation_not_found`
   */
  async sendSystemMessage(
    conversationId: string,
    content: string,
    bookingId: string | null,
  ): Promise<Message> {
    const { customerId, artistId } = await this.#conversations.getMembers(conversationId);
    const id = newId();
    const { message, committed } = await this.#append({
      id,
      conversationId,
      clientMessageId: id,
      senderId: SYSTEM_USER_ID,
      senderRole: 'system',
      type: 'system',
      content,
      maskedContent: null,
      images: NONE,
      bookingId,
      bookingVersion: null,
      replyToId: null,
      metadata: null,
      copies: null,
      digest: null,
    });
    if (committed) await this.#announcer.publishCommitted({ message, customerId, artistId, ...committed });
    return message;
  }

  /** A page of a conversation. @throws AppError `conversation_not_found` */
  async getMessages(
    conversationId: string,
    userId: string,
    pagination: Omit<MessagePage, 'limit'> & { limit?: number | undefined },
  ): Promise<Page> {
    await this.#conversations.validateConversationAccess(conversationId, userId);
    return this.#repository.listMessages(conversationId, userId, {
      ...pagination,
      limit: pagination.limit ?? LIMITS.pageDefault,
    });
  }

  /** The newest page of a conversation, encoded already. @throws AppError `conversation_not_found` */
  async getNewestMessages(conversationId: string, userId: string): Promise<Encoded<Page>> {
    return this.#newest.get(
      await this.#conversations.validateConversationAccess(conversationId, userId),
      userId,
    );
  }

  /**
   * What a person who was away needs of conversations that the caller knows to be theirs: the newest messages of each,
   * and older ones that were edited or unsent since a snapshot of the database; 'too_many' beyond `maxRevised`.
   */
  async getChangedMessages(
    conversationIds: readonly string[],
    userId: string,
    since: string,
    maxRevised: number,
  ): Promise<{ newest: Map<string, Message[]>; revised: Map<string, Message[]> } | 'too_many'> {
    const [newest, revised] = await Promise.all([
      this.#repository.listNewest(conversationIds, userId, LIMITS.pageDefault),
      this.#repository.listRevised(conversationIds, userId, since, maxRevised + 1),
    ]);
    const count = revised.values().reduce((sum, messages) => sum + messages.length, 0);
    return count > maxRevised ? 'too_many' : { newest, revised };
  }

  /** A message that this person may see. @throws AppError `message_not_found` */
  async getMessage(messageId: string, userId: string): Promise<Message> {
    const message = await this.#repository.findMessage(messageId, userId);
    if (!message) throw new AppError('message_not_found');
    try {
      await this.#conversations.validateConversationAccess(message.conversationId, userId);
    } catch (error) {
      // A stranger's message is answered like one that does not exist.
      if (error instanceof AppError && error.code === 'conversation_not_found') {
        throw new AppError('message_not_found', {}, { cause: error });
      }
      throw error;
    }
    return message;
  }

  /** Marks a message, and all before it, as read by this person. @throws AppError `message_not_found` */
  async markMessageAsRead(messageId: string, userId: string): Promise<ReadState> {
    const { conversationId, seq } = await this.getMessage(messageId, userId);
    return this.#conversations.markAsRead(conversationId, userId, seq);
  }

  /** `otherDigests`: what the message may be known by, where it was sent before the secret was exchanged. */
  async #append(
    draft: NewMessage,
    otherDigests: readonly (() => Buffer)[] = [],
  ): Promise<{ message: Message; committed?: Pick<CommittedMessage, 'tx' | 'parts' | 'viewChanged'> }> {
    let appended = await this.#queue.append(draft);
    for (const digest of otherDigests) {
      if (appended.outcome !== 'reused') break;
      appended = await this.#queue.append({ ...draft, digest: digest() });
    }
    switch (appended.outcome) {
      case 'created': {
        const { seq, sentAt, tx, parts, viewChanged } = appended;
        const committed = { tx, parts, viewChanged };
        // Where it was stored, it was known whether a booking had been accepted.
        if (draft.metadata) return { message: await this.#getOwn(draft.id, draft.senderId), committed };
        const { images, ...fields } = draft;
        const message = toStored({ ...fields, metadata: null }, seq, sentAt, images.map(this.#toImage));
        return { message, committed };
      }
      case 'repeat':
        return { message: await this.#getOwn(appended.messageId, draft.senderId) };
      case 'copied':
        await this.#reports.noticeCopies(draft.conversationId, draft.senderId);
        throw new AppError(REFUSALS[appended.outcome]);
      default:
        throw new AppError(REFUSALS[appended.outcome]);
    }
  }

  /** A message as its sender sees it. */
  async #getOwn(messageId: string, senderId: string): Promise<Message> {
    const message = await this.#repository.findMessage(messageId, senderId);
    if (!message) throw new AppError('message_not_found');
    return message;
  }

  async #revise(
    { conversationId, senderId }: OwnMessage,
    revise: () => Promise<Revised>,
    tooLate: ErrorCode,
    origin: { exceptSocketId?: string },
  ): Promise<Message> {
    const { peerId } = await this.#conversations.validateConversationAccess(conversationId, senderId);
    const revised = await this.#queue.run(conversationId, revise);
    if (revised.outcome === 'too_late') throw new AppError(tooLate);
    if (!('messageId' in revised)) throw new AppError(REVISION_REFUSALS[revised.outcome]);
    const { messageId } = revised;
    const message = await this.#getOwn(messageId, senderId);
    if ('tx' in revised) {
      await this.#passFailpoint?.('commit-publish');
      await this.#announcer.publishRevision(message, revised.tx, peerId, origin);
      await this.#passFailpoint?.('commit-ack');
    }
    return message;
  }
}

function digestOf(draft: MessageDraft, key: KeyObject): Buffer {
  const imageIds = draft.type === 'image' ? draft.imageIds : [];
  const sent = JSON.stringify([draft.type, draft.content ?? null, imageIds, draft.bookingId ?? null]);
  return createHmac('sha256', key).update(sent).digest();
}
