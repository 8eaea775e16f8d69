import { LIMITS } from '@duet/contract';
import { LRUCache } from 'lru-cache';
import type { Counter } from 'prom-client';
import { Encoded } from '../../platform/encoded.ts';
import { LEAST_VALIDITY_MS } from '../images/image.mapper.ts';
import type { ConversationAccess, ConversationService } from '../conversations/conversation.service.ts';
import type { MessageRepository, Page } from './message.repository.ts';

/** Some 2,000 pages of 30 short messages. */
const MOST_BYTES = 32 * 2 ** 20;

/**
 * The newest pages of active conversations, as each side gets them. What is kept counts only while the transaction that
 * last changed that side's view is the same, which the database is asked each time: like a sync, it hides no change.
 * Access is checked by whoever calls, and lets nobody in by what is kept. A page with images is made anew when their
 * addresses change.
 *
 * Measured (`npm run bench -- history`, eight at once): a kept page takes 695 µs of server and database together, one that
 * is read 2,763. Most of what is left is HTTP.
 */
export class NewestPages {
  readonly #repository: MessageRepository;
  readonly #conversations: ConversationService;
  readonly #asked: Pick<Counter<'outcome'>, 'inc'>;
  readonly #pages = new LRUCache<string, { change: string; until: number; page: Encoded<Page> }>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ page }, key) => page.json.byteLength + key.length,
  });

  constructor(parts: {
    repository: MessageRepository;
    conversations: ConversationService;
    asked: Pick<Counter<'outcome'>, 'inc'>;
  }) {
    this.#repository = parts.repository;
    this.#conversations = parts.conversations;
    this.#asked = parts.asked;
  }

  /**
   * The newest messages of a conversation as this person, who has access, sees them.
   * @throws AppError `conversation_not_found`
   */
  async get(access: ConversationAccess, userId: string): Promise<Encoded<Page>> {
    const { conversationId, side } = access;
    const key = `${conversationId} ${side}`;
    // Before the page is read: it may then be newer than its mark, and is read again for nothing, but never older.
    const change = await this.#conversations.getLastChange(access);
    const kept = this.#pages.get(key);
    if (kept?.change === change && Date.now() < kept.until) {
      this.#asked.inc({ outcome: 'kept' });
      return kept.page;
    }
    this.#asked.inc({ outcome: 'read' });
    const limit = LIMITS.pageDefault;
    const found = await this.#repository.listMessages(conversationId, userId, { limit });
    const page = new Encoded(found);
    this.#pages.set(key, { change, until: freshUntil(found), page });
    return page;
  }
}

/** Addresses of images are good for a while longer, for whoever got them last. */
function freshUntil({ messages }: Page): number {
  const ends = messages.flatMap(({ images }) => images.map(({ urlsExpireAt }) => Date.parse(urlsExpireAt)));
  return Math.min(...ends) - LEAST_VALIDITY_MS;
}
