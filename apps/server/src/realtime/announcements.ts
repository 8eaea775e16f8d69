import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';

/** Minutes of a busy server; what is looked for is seconds old. */
const REMEMBERED = 50_000;

/**
 * What this process has told people of its commits, so that each is told of once, by whoever comes first: the one who
 * committed, or the one who follows the log of commits to find what was swallowed. Remembers the latest 50,000.
 */
export class Announcements {
  readonly #told = new LRUCache<string, true>({ max: REMEMBERED });
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /**
   * Publishes what transactions changed in a conversation, unless all of them were told of. It follows their commit, so
   * that it never fails: what could not be told is logged, and told by whoever follows commits.
   */
  async tell(
    conversationId: string,
    txs: readonly string[],
    publish: () => Promise<void> | void,
  ): Promise<void> {
    if (txs.every((tx) => this.isTold(conversationId, tx))) return;
    for (const tx of txs) this.#told.set(keyOf(conversationId, tx), true);
    try {
      await publish();
    } catch (error) {
      for (const tx of txs) this.#told.delete(keyOf(conversationId, tx));
      this.#log.error({ err: error, conversationId }, 'a commit could not be announced yet');
    }
  }

  /** Whether this process has told of what a transaction changed in a conversation, or is about to. */
  isTold(conversationId: string, tx: string): boolean {
    return this.#told.has(keyOf(conversationId, tx));
  }
}

function keyOf(conversationId: string, tx: string): string {
  return `${conversationId} ${tx}`;
}
