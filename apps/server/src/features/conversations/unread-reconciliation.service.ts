import type { Side } from '@duet/contract';
import type { Logger } from 'pino';
import type { Counter } from 'prom-client';
import { NIL, v4 as uuidv4 } from 'uuid';
import type { Announcements } from '../../realtime/announcements.ts';
import type { ConversationQueue } from './conversation-queue.ts';
import type { ConversationRepository } from './conversation.repository.ts';
import type { ConversationService } from './conversation.service.ts';

/** A look counts no more messages than this, which takes some milliseconds, but for one conversation that has more. */
const MOST_MESSAGES = 5_000;

/**
 * Holds unread counts, which are a cache, against what they count: round and round over all conversations, a piece at a
 * time. A count that is off is our fault or somebody's who wrote to the tables: it is logged, counted, put right under
 * the lock, and its person's devices are told.
 */
export class UnreadReconciliation {
  readonly #repository: ConversationRepository;
  readonly #conversations: ConversationService;
  readonly #queue: ConversationQueue;
  readonly #announcements: Announcements;
  readonly #drift: Pick<Counter<'side'>, 'inc'>;
  readonly #log: Logger;
  /** Where the next piece begins; each process at a place of its own, so that together they are round sooner. */
  #after = uuidv4();

  constructor(parts: {
    repository: ConversationRepository;
    conversations: ConversationService;
    queue: ConversationQueue;
    announcements: Announcements;
    drift: Pick<Counter<'side'>, 'inc'>;
    log: Logger;
  }) {
    this.#repository = parts.repository;
    this.#conversations = parts.conversations;
    this.#queue = parts.queue;
    this.#announcements = parts.announcements;
    this.#drift = parts.drift;
    this.#log = parts.log;
  }

  /** Looks at the next conversations, `limit` at most. What a look that fails did not reach is looked at by the next one. */
  async look(limit: number): Promise<void> {
    const { lastId, driftedIds } = await this.#repository.findUnreadDrift(this.#after, {
      conversations: limit,
      messages: MOST_MESSAGES,
    });
    for (const id of driftedIds) await this.#repair(id);
    this.#after = lastId ?? NIL;
  }

  async #repair(conversationId: string): Promise<void> {
    const recount = await this.#queue.run(conversationId, () =>
      this.#repository.recountUnread(conversationId),
    );
    if (recount.outcome === 'unchanged') return;
    const { tx, drift } = recount;
    this.#log.error({ conversationId, drift }, 'an unread count was off');
    const sides = (['customer', 'artist'] as const satisfies Side[]).filter((side) => drift[side] !== 0);
    for (const side of sides) this.#drift.inc({ side });
    await this.#announcements.tell(conversationId, [tx], () =>
      this.#conversations.publishUpdated(conversationId, sides),
    );
  }
}
