import { TIMERS } from '@duet/contract';
import type { Clock } from './clock.ts';

const TRIES = 3;

/**
 * Completes conversations of which something is missing, mostly a hole in `seq`. It is first given 300 ms to close by
 * itself, since two nodes may publish 6 before 5; then it is filled, three times at most and ever later; then the
 * conversation is loaded anew.
 */
export class GapFiller {
  readonly #clock: Clock;
  readonly #isIncomplete: (conversationId: string) => boolean;
  readonly #fill: (conversationId: string) => Promise<void>;
  readonly #reload: (conversationId: string) => Promise<void>;
  /** By conversation under repair, what cancels its next step. */
  readonly #repairs = new Map<string, () => void>();

  constructor(options: {
    clock: Clock;
    isIncomplete: (conversationId: string) => boolean;
    fill: (conversationId: string) => Promise<void>;
    reload: (conversationId: string) => Promise<void>;
  }) {
    this.#clock = options.clock;
    this.#isIncomplete = options.isIncomplete;
    this.#fill = options.fill;
    this.#reload = options.reload;
  }

  /** Begins to repair the conversation if it is incomplete and not under repair. */
  check(conversationId: string): void {
    if (!this.#repairs.has(conversationId) && this.#isIncomplete(conversationId))
      this.#plan(conversationId, 0);
  }

  /** Gives up all repairs, as when the connection is lost: what follows a reconnect fills every hole. */
  clear(): void {
    for (const cancel of this.#repairs.values()) cancel();
    this.#repairs.clear();
  }

  #plan(conversationId: string, tried: number): void {
    const cancel = this.#clock.after(TIMERS.gapGrace * 2 ** tried, () => {
      void this.#repair(conversationId, tried, cancel);
    });
    this.#repairs.set(conversationId, cancel);
  }

  async #repair(conversationId: string, tried: number, mark: () => void): Promise<void> {
    if (this.#isIncomplete(conversationId)) {
      const step = tried < TRIES ? this.#fill : this.#reload;
      // A step that fails is one that did not close the hole.
      await step(conversationId).catch(() => undefined);
    }
    if (this.#repairs.get(conversationId) !== mark) return;
    if (tried < TRIES && this.#isIncomplete(conversationId)) this.#plan(conversationId, tried + 1);
    else this.#repairs.delete(conversationId);
  }
}
