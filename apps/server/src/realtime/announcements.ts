import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';

/** Minutes of a busy server; what is looked for is seconds old. */
const REMEMBERED = 50_000;

/** One of the changes that a transaction made in a conversation, each of which is told of by itself. */
export interface CommitPart {
  tx: string;
  /** How many these are, this one included. */
  parts: number;
}

/**
 * What this process has told people of its commits, so that each is told of once, by whoever comes first: the one who
 * committed, or the one who follows the log of commits to find what was swallowed. Remembers the latest 50,000.
 */
export class Announcements {
  /** By conversation and transaction, how many parts are still to be told; of one that failed, Infinity. */
  readonly #left = new LRUCache<string, number>({ max: REMEMBERED });
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
    const keys = txs.map((tx) => keyOf(conversationId, tx));
    for (const key of keys) this.#left.set(key, 0);
    await this.#publish(conversationId, keys, publish);
  }

  /** Publishes one of several changes that a transaction made in a conversation, unless it was told of; else as `tell`. */
  async tellPart(
    conversationId: string,
    { tx, parts }: CommitPart,
    publish: () => Promise<void> | void,
  ): Promise<void> {
    const key = keyOf(conversationId, tx);
    const left = this.#left.get(key) ?? parts;
    if (left === 0) return;
    this.#left.set(key, left - 1);
    await this.#publish(conversationId, [key], publish);
  }

  /** Whether this process has told of all that a transaction changed in a conversation, or is about to. */
  isTold(conversationId: string, tx: string): boolean {
    return this.#left.get(keyOf(conversationId, tx)) === 0;
  }

  async #publish(
    conversationId: string,
    keys: readonly string[],
    publish: () => Promise<void> | void,
  ): Promise<void> {
    try {
      await publish();
    } catch (error) {
      for (const key of keys) this.#left.set(key, Infinity);
      this.#log.error({ err: error, conversationId }, 'a commit could not be announced yet');
    }
  }
}

function keyOf(conversationId: string, tx: string): string {
  return `${conversationId} ${tx}`;
}
