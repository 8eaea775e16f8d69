import {
  AppError,
  LIMITS,
  adminPermissions,
  type Opening,
  type OverseenConversation,
  type OverseenMessage,
} from '@duet/contract';
import type { Counter } from 'prom-client';
import type { AdminActor } from '../../platform/actor.ts';
import type { CursorCodec } from '../../platform/cursor.ts';
import { newId } from '../../platform/ids.ts';
import type { RateLimiter } from '../../platform/rate-limiter.ts';
import type { AuditService } from '../audit/audit.service.ts';
import type { ConversationPosition } from '../conversations/conversation-order.ts';
import type { UserService } from '../users/user.service.ts';
import type { ConversationFilter, ConversationFinderRepository } from './conversation-finder.repository.ts';
import type { OpeningRepository, OverseenPage } from './opening.repository.ts';

/** What an alert is for: a conversation of one's own, one of another administrator, too many. */
export type Unusual = 'own' | 'colleague' | 'rate';

/**
 * Administrators look into conversations. What they find says nothing of what was written; that opens one conversation
 * at a time, for a reason, under a case, for half an hour. Everything is written down before it is told, and nothing of
 * it changes anything for the two people: no service of theirs is asked.
 */
export class OversightService {
  readonly #finder: ConversationFinderRepository;
  readonly #openings: OpeningRepository;
  readonly #users: UserService;
  readonly #audit: AuditService;
  readonly #limiter: RateLimiter;
  readonly #unusual: Pick<Counter<'kind'>, 'inc'>;
  readonly #cursors: CursorCodec<ConversationPosition>;

  constructor(parts: {
    finder: ConversationFinderRepository;
    openings: OpeningRepository;
    users: UserService;
    audit: AuditService;
    limiter: RateLimiter;
    unusual: Pick<Counter<'kind'>, 'inc'>;
    cursors: CursorCodec<ConversationPosition>;
  }) {
    this.#finder = parts.finder;
    this.#openings = parts.openings;
    this.#users = parts.users;
    this.#audit = parts.audit;
    this.#limiter = parts.limiter;
    this.#unusual = parts.unusual;
    this.#cursors = parts.cursors;
  }

  /** Conversations, the newest message first. */
  async findConversations(
    actor: AdminActor,
    { cursor, limit, ...filter }: ConversationFilter & { cursor?: string | undefined; limit: number },
  ): Promise<{ conversations: OverseenConversation[]; nextCursor: string | null }> {
    const after = cursor === undefined ? null : this.#cursors.decode(cursor);
    await this.#audit.record({
      actor,
      action: 'conversation.find',
      subjectId: filter.personId,
      details: { ...filter, ...(after && { after: after.id }) },
    });
    const conversations = await this.#finder.listConversations(filter, after, limit);
    const last = conversations.length === limit ? conversations.at(-1) : undefined;
    return {
      conversations,
      nextCursor: last ? this.#cursors.encode({ lastMessageAt: last.lastMessageAt, id: last.id }) : null,
    };
  }

  /** @throws AppError `conversation_not_found` */
  async getConversation(actor: AdminActor, conversationId: string): Promise<OverseenConversation> {
    await this.#audit.record({ actor, action: 'conversation.look', conversationId });
    return found(await this.#finder.findConversation(conversationId));
  }

  /**
   * Opens a conversation for half an hour.
   * @throws AppError `conversation_not_found`; `conflict_of_interest` for one's own, and, but for an owner, for one of
   * another administrator; `rate_limited`
   */
  async open(
    actor: AdminActor,
    conversationId: string,
    { caseId, reason }: { caseId: string; reason: string },
  ): Promise<{ opening: Opening; conversation: OverseenConversation }> {
    const id = newId();
    const entry = {
      actor,
      action: 'conversation.open',
      conversationId,
      caseId,
      details: { openingId: id },
      text: reason,
    } as const;
    const conversation = found(await this.#finder.findConversation(conversationId));
    const refusal = await this.#refusalOf(actor, conversation);
    if (refusal) {
      await this.#audit.record({ ...entry, outcome: 'refused' });
      throw refusal;
    }
    await this.#audit.record(entry);
    const opening = await this.#openings.insertOpening(
      { id, adminId: actor.userId, conversationId, caseId },
      LIMITS.openingMs,
    );
    return { opening, conversation };
  }

  /** What the actor has open. It tells them nothing that they have not asked for before. */
  async listOpenings({ userId }: AdminActor): Promise<Opening[]> {
    return this.#openings.listOpenings(userId);
  }

  /** What the actor has open under this id. @throws AppError `opening_not_found` */
  async getOpening({ userId }: AdminActor, openingId: string): Promise<Opening> {
    const opening = await this.#openings.findOpening(openingId, userId);
    if (!opening) throw new AppError('opening_not_found');
    return opening;
  }

  /** Up to `limit` messages after a seq, for a dispute pack, which has been written down. */
  async listMessages(conversationId: string, afterSeq: number, limit: number): Promise<OverseenMessage[]> {
    return (await this.#openings.listMessages(conversationId, { afterSeq, limit })).messages;
  }

  /** A conversation, likewise. @throws AppError `conversation_not_found` */
  async describe(conversationId: string): Promise<OverseenConversation> {
    return found(await this.#finder.findConversation(conversationId));
  }

  /** @throws AppError `opening_not_found` */
  async readMessages(
    actor: AdminActor,
    openingId: string,
    page: { beforeSeq?: number | undefined; afterSeq?: number | undefined; limit: number },
  ): Promise<OverseenPage> {
    const opening = await this.getOpening(actor, openingId);
    const read = await this.#openings.listMessages(opening.conversationId, page);
    await this.#audit.record({ ...toEntry(actor, opening, read.messages), action: 'conversation.read' });
    return read;
  }

  /** @throws AppError `opening_not_found` */
  async searchMessages(actor: AdminActor, openingId: string, words: string): Promise<OverseenPage> {
    const opening = await this.getOpening(actor, openingId);
    const read = await this.#openings.searchMessages(opening.conversationId, words, LIMITS.pageMax);
    await this.#audit.record({
      ...toEntry(actor, opening, read.messages),
      action: 'conversation.search',
      text: words,
    });
    return read;
  }

  /** Why the actor may not open it, if so. What is unusual about it is counted, for alerts. */
  async #refusalOf(
    { userId, roles }: AdminActor,
    { customer, artist }: OverseenConversation,
  ): Promise<AppError | undefined> {
    const members = [customer.id, artist.id];
    if (members.includes(userId)) {
      this.#unusual.inc({ kind: 'own' });
      return new AppError('conflict_of_interest');
    }
    const people = await Promise.all(members.map((id) => this.#users.getUser(id)));
    if (people.some((person) => adminPermissions(person.roles).length > 0)) {
      this.#unusual.inc({ kind: 'colleague' });
      if (!roles.includes('owner')) return new AppError('conflict_of_interest');
    }
    try {
      this.#limiter.take('open', { person: userId });
      return undefined;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#unusual.inc({ kind: 'rate' });
      return error;
    }
  }
}

/** Which messages are about to be told, to be written down before they are. */
function toEntry(actor: AdminActor, opening: Opening, messages: readonly OverseenMessage[]) {
  const seqs = messages.map(({ seq }) => seq);
  return {
    actor,
    conversationId: opening.conversationId,
    caseId: opening.caseId,
    details: {
      openingId: opening.id,
      count: seqs.length,
      ...(seqs.length > 0 && { fromSeq: Math.min(...seqs), upToSeq: Math.max(...seqs) }),
    },
  };
}

function found(conversation: OverseenConversation | null): OverseenConversation {
  if (!conversation) throw new AppError('conversation_not_found');
  return conversation;
}
