import { setTimeout as sleep } from 'node:timers/promises';
import { ACKED, type Ledger } from './ledger.ts';
import type { MessageKey } from './message-key.ts';
import type { Link } from './wire.ts';

/** How long after a refusal, or a lost connection, it is tried again. */
const RETRY_MS = 200;

/**
 * What a device does for messages that must not be lost: one at a time, in order, each again until it is acknowledged,
 * under the same id; and a new connection whenever the old one is lost.
 */
export class Outbox {
  readonly #ledger: Ledger;
  readonly #open: (closed: () => void) => Promise<Link>;
  readonly #waiting: MessageKey[] = [];
  #link: Promise<Link>;
  #running = false;
  #lost = Promise.withResolvers<void>();

  /** `open` makes a connection; the first one is made at once. */
  constructor(ledger: Ledger, open: (closed: () => void) => Promise<Link>) {
    this.#ledger = ledger;
    this.#open = open;
    this.#link = this.#connect();
  }

  /** Resolves when there is a connection. */
  async ready(): Promise<void> {
    await this.#link;
  }

  send(key: MessageKey): void {
    this.#waiting.push(key);
    if (!this.#running) void this.#run();
  }

  get empty(): boolean {
    return this.#waiting.length === 0;
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let key = this.#waiting[0]; key !== undefined; key = this.#waiting[0]) {
      const acked = await this.#try(key);
      if (acked) {
        this.#ledger.answered(key, ACKED);
        this.#waiting.shift();
      } else {
        await sleep(RETRY_MS);
      }
    }
    this.#running = false;
  }

  /** False when it was refused, or nobody knows. */
  async #try(key: MessageKey): Promise<boolean> {
    const link = await this.#link;
    const answer = new Promise<boolean>((resolve) => link.send(key, resolve));
    return Promise.race([answer, this.#lost.promise.then(() => false)]);
  }

  async #connect(): Promise<Link> {
    for (;;) {
      const lost = Promise.withResolvers<void>();
      let open = false;
      const onClosed = (): void => {
        if (!open) return;
        lost.resolve();
        this.#link = this.#connect();
      };
      const link = await this.#open(onClosed).catch(() => undefined);
      if (link !== undefined) {
        open = true;
        this.#lost = lost;
        return link;
      }
      await sleep(RETRY_MS);
    }
  }
}
