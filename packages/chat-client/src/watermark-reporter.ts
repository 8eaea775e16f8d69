import { isPassing } from './api-error.ts';
import type { Clock } from './clock.ts';
import { Throttle } from './throttle.ts';

const INTERVAL = 1_000;

/**
 * Reports one of this side's watermarks: at once, then at most once a second and conversation, the highest position
 * standing for all before it. What has no answer is reported again, while there is a connection or after `resume`.
 */
export class WatermarkReporter {
  readonly #isConnected: () => boolean;
  readonly #send: (conversationId: string, upToSeq: number) => Promise<void>;
  readonly #throttle: Throttle;
  readonly #wanted = new Map<string, number>();
  readonly #confirmed = new Map<string, number>();

  constructor(options: {
    clock: Clock;
    isConnected: () => boolean;
    send: (conversationId: string, upToSeq: number) => Promise<void>;
  }) {
    this.#isConnected = options.isConnected;
    this.#send = options.send;
    this.#throttle = new Throttle(options.clock, INTERVAL, (conversationId) => this.#run(conversationId));
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
      // An answer may fail to come though the connection holds. A refusal for good is left to stand.
      if (isPassing(error) && this.#isConnected()) this.#throttle.ask(conversationId);
    }
  }
}
