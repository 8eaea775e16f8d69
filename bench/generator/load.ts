import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '@duet/testkit';
import { ACKED, Ledger, REFUSED, type Counts } from './ledger.ts';
import type { MessageKey } from './message-key.ts';
import { poissonTimes } from './poisson.ts';
import type { LoadOrder, LoadResult } from './protocol.ts';
import type { Connect, Link, Pair } from './wire.ts';

/** How many connect at a time. */
const CONNECTING = 50;
/** How often is looked whether everything under way has come to its end. */
const LOOK_MS = 5;
/** How long receipts may take to be answered. */
const SETTLE_MS = 10_000;

/** The people of all pairs with their connections, who write to each other. Sender `2 i + self` is one of pair `i`. */
export class Crowd {
  readonly ledger: Ledger;
  readonly #links: Link[] = [];
  /** When each message was to be sent, by sender and count. */
  readonly #intended: number[][];
  #ackMs: number[] = [];
  #deliveryMs: number[] = [];

  private constructor(pairs: number) {
    this.ledger = new Ledger(2 * pairs);
    this.#intended = Array.from({ length: 2 * pairs }, () => []);
  }

  /** Everybody connected, and joined to where they have to be. */
  static async connect(pairs: readonly Pair[], connect: Connect): Promise<Crowd> {
    const crowd = new Crowd(pairs.length);
    const waiting = pairs.flatMap((pair, index) =>
      ([0, 1] as const).map((self) => ({ pair, self, sender: 2 * index + self })),
    );
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const { pair, self, sender } = next;
        crowd.#links[sender] = await connect(pair, self, {
          arrived: (key) => crowd.#arrived(key),
          closed: () => undefined,
        });
      }
    };
    await Promise.all(Array.from({ length: CONNECTING }, work));
    return crowd;
  }

  /** Sends at Poisson times, then waits for what is under way, and for receipts. */
  async load({ perSecond, seconds, seed, patienceMs }: LoadOrder): Promise<LoadResult> {
    const before = this.ledger.counts();
    const random = seededRandom(seed);
    const lagMs: number[] = [];
    this.#ackMs = [];
    this.#deliveryMs = [];
    const begun = performance.now();
    for (const time of poissonTimes(perSecond, random)) {
      if (time >= seconds * 1_000) break;
      const intended = begun + time;
      for (let now = performance.now(); now < intended; now = performance.now()) await sleep(intended - now);
      const sender = Math.floor(random() * this.#links.length);
      lagMs.push(performance.now() - intended);
      this.#send(sender, intended);
    }
    const lasted = (performance.now() - begun) / 1_000;
    await this.#rest(before, performance.now() + patienceMs);
    return {
      counts: subtract(this.ledger.counts(), before),
      ackMs: Float64Array.from(this.#ackMs),
      deliveryMs: Float64Array.from(this.#deliveryMs),
      lagMs: Float64Array.from(lagMs),
      seconds: lasted,
    };
  }

  #send(sender: number, intended: number): void {
    const key = this.ledger.next(sender);
    this.#intended[sender]!.push(intended);
    this.#links[sender]!.send(key, (ok) => {
      this.ledger.answered(key, ok ? ACKED : REFUSED);
      if (ok) this.#ackMs.push(performance.now() - intended);
    });
  }

  #arrived(key: MessageKey): void {
    const intended = this.#intended[key.sender]?.[key.n];
    if (this.ledger.arrived(key) && intended !== undefined)
      this.#deliveryMs.push(performance.now() - intended);
  }

  /** Waits until no more is under way than was before. */
  async #rest(before: Counts, deadline: number): Promise<void> {
    const unanswered = ({ sent, acked, refused }: Counts): number => sent - acked - refused;
    const undelivered = ({ acked, delivered }: Counts): number => acked - delivered;
    const underWay = (now = this.ledger.counts()): boolean =>
      unanswered(now) > unanswered(before) || undelivered(now) > undelivered(before);
    while (underWay() && performance.now() < deadline) await sleep(LOOK_MS);
    await Promise.race([
      Promise.all(this.#links.map((link) => link.settle())),
      sleep(SETTLE_MS, undefined, { ref: false }),
    ]);
  }
}

function subtract(after: Counts, before: Counts): Counts {
  const names = Object.keys(after) as (keyof Counts)[];
  return Object.fromEntries(names.map((name) => [name, after[name] - before[name]])) as unknown as Counts;
}
