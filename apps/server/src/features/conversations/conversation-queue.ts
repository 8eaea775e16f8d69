import { AppError } from '@duet/contract';
import type { Gauge } from 'prom-client';

/** Delays between tries of a held conversation, in milliseconds; together about a second. */
const HELD_RETRIES = [2, 4, 8, 16, 32, 64, ...Array.from({ length: 14 }, () => 64)];
/** What one conversation may have waiting, and all of them together. */
const MAX_PER_CONVERSATION = 1_000;
const MAX_IN_ALL = 10_000;

interface Entry {
  work: () => Promise<{ outcome: string }>;
  settle: (result: PromiseSettledResult<{ outcome: string }>) => void;
}

/**
 * Writes to conversations: one at a time in each, in order of arrival, conversations beside one another. This is the
 * seam of group commit: whoever drains the queue decides how much goes into one round trip.
 *
 * Work that answers `held` (another node has the conversation's lock) is tried again, with all that came after it
 * waiting behind, so that order holds; after a second they are all answered `conversation_busy`, in order.
 */
export class ConversationQueue {
  readonly #waiting = new Map<string, Entry[]>();
  readonly #depth: Pick<Gauge, 'inc' | 'dec'>;
  #total = 0;

  constructor(depth: Pick<Gauge, 'inc' | 'dec'>) {
    this.#depth = depth;
  }

  /**
   * Runs `work` when its turn comes and answers what it answers, never `held`.
   * @throws AppError `busy` when too much is waiting, `conversation_busy` when the conversation stays held,
   * and what `work` throws. A database that is away is told to everything waiting behind, at once.
   */
  run<T extends { outcome: string }>(
    conversationId: string,
    work: () => Promise<T>,
  ): Promise<Exclude<T, { outcome: 'held' }>> {
    const waiting = this.#waiting.get(conversationId);
    if (this.#total >= MAX_IN_ALL || (waiting && waiting.length >= MAX_PER_CONVERSATION)) {
      return Promise.reject(new AppError('busy', { retryAfterMs: 1_000 }));
    }
    this.#total += 1;
    this.#depth.inc();
    return new Promise((resolve, reject) => {
      const entry: Entry = {
        work,
        settle: (result) => {
          this.#total -= 1;
          this.#depth.dec();
          if (result.status === 'fulfilled') resolve(result.value as Exclude<T, { outcome: 'held' }>);
          else reject(result.reason as Error);
        },
      };
      if (waiting) {
        waiting.push(entry);
      } else {
        this.#waiting.set(conversationId, [entry]);
        void this.#drain(conversationId);
      }
    });
  }

  async #drain(conversationId: string): Promise<void> {
    const waiting = this.#waiting.get(conversationId) ?? [];
    for (let head = waiting[0]; head; head = waiting[0]) {
      const result = await tryHeld(head.work);
      waiting.shift();
      head.settle(result);
      if (result.status === 'rejected' && concernsAll(result.reason)) {
        for (const entry of waiting.splice(0)) entry.settle(result);
      }
    }
    this.#waiting.delete(conversationId);
  }
}

async function tryHeld(work: Entry['work']): Promise<PromiseSettledResult<{ outcome: string }>> {
  try {
    for (const delay of [0, ...HELD_RETRIES]) {
      if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
      const value = await work();
      if (value.outcome !== 'held') return { status: 'fulfilled', value };
    }
    return { status: 'rejected', reason: new AppError('conversation_busy', { retryAfterMs: 1_000 }) };
  } catch (error) {
    return { status: 'rejected', reason: error };
  }
}

function concernsAll(reason: unknown): boolean {
  return reason instanceof AppError && ['conversation_busy', 'database_unavailable'].includes(reason.code);
}
