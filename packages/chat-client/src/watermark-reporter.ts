import { ApiError } from './api-error.ts';
import type { Clock } from './clock.ts';
import { Throttle } from './throttle.ts';

const INTERVAL = 1_000;

/**
 * Reports one of this side's watermarks: at once, then at most once a second and conversation, the highest position
 * standing for all before it. What could not be reported is reported after `resume`.
 */
export class WatermarkReporter {
  readonly #send: (conversationId: string, upToSeq: number) => Promise<void>;
  readonly #throttle: Throttle;
  readonly #wanted = new Map<string, number>();
  readonly #confirmed = new Map<string, number>();

  constructor(clock: Clock, send: (conversationId: string, upToSeq: number) => Promise<void>) {
    this.#send = send;
    this.#throttle = new Throttle(clock, INTERVAL, (conversationId) => this.#run(conversationId));
  }

  report(conversationId: string, upToSeq: number): void {
    if (upToSeq <= (this.#wanted.get(conversationId) ?? 0)) return;
    this.#wanted.set(conversationId, upToSeq);
    this.#throttle.ask(conversationId);
  }

  /** Reports what is still unconfirmed: there is a connection again. */
  resume(): void {
    for (const [conversationId, upToSeq] of this.#wanted) {
      if (upToSeq > (this.#confirmed.get(conversationId) ?? 0)) this.#throttle.ask(conversationId);
    }
  }

  clear(): void {
    this.#throttle.clear();
    this.#wanted.clear();
    this.#confirmed.clear();
  }

  async #run(conversationId: string): Promise<void> {
    const upToSeq = this.#wanted.get(conversationId) ?? 0;
    if (upToSeq <= (this.#confirmed.get(conversationId) ?? 0)) return;
    try {
      await this.#send(conversationId, upToSeq);
      this.#confirmed.set(conversationId, upToSeq);
    } catch (error) {
      // Without an answer it waits for the next connection; a refusal for good is left to stand.
      const busy = error instanceof ApiError && error.retryable && error.code !== 'network';
      if (busy) this.#throttle.ask(conversationId);
    }
  }
}
