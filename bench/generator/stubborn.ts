import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '@duet/testkit';
import { Ledger, type Counts } from './ledger.ts';
import { Outbox } from './outbox.ts';
import { poissonTimes } from './poisson.ts';
import type { Connect, Pair } from './wire.ts';

/** How often is looked whether everything has been acknowledged. */
const LOOK_MS = 50;

/** People whose devices send everything until it is acknowledged, whatever happens to servers meanwhile. */
export class StubbornCrowd {
  readonly ledger: Ledger;
  readonly #outboxes: readonly Outbox[];
  #writing: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(pairs: readonly Pair[], connect: Connect) {
    const ledger = new Ledger(2 * pairs.length);
    this.ledger = ledger;
    this.#outboxes = pairs.flatMap((pair) =>
      ([0, 1] as const).map(
        (self) =>
          new Outbox(ledger, (closed) =>
            connect(pair, self, { arrived: (key) => void ledger.arrived(key), closed }),
          ),
      ),
    );
  }

  async ready(): Promise<void> {
    await Promise.all(this.#outboxes.map((outbox) => outbox.ready()));
  }

  /** Writes on, until `finish`. */
  write(perSecond: number, seed: number): void {
    this.#writing = this.#write(perSecond, seed);
  }

  /** Writes nothing new, and resolves when everything is acknowledged, or the time is up. */
  async finish(patienceMs: number): Promise<Counts> {
    this.#stopped = true;
    await this.#writing;
    const deadline = performance.now() + patienceMs;
    while (this.#outboxes.some(({ empty }) => !empty) && performance.now() < deadline) await sleep(LOOK_MS);
    return this.ledger.counts();
  }

  async #write(perSecond: number, seed: number): Promise<void> {
    const random = seededRandom(seed);
    const begun = performance.now();
    for (const time of poissonTimes(perSecond, random)) {
      while (performance.now() < begun + time) await sleep(begun + time - performance.now());
      if (this.#stopped) return;
      const sender = Math.floor(random() * this.#outboxes.length);
      this.#outboxes[sender]!.send(this.ledger.next(sender));
    }
  }
}
