import { AppError, RATES, type Bucket, type RateName, type RateScope } from '@duet/contract';
import { LRUCache } from 'lru-cache';

/** Whose buckets pay, by scope. Scopes of a rate that a caller has not are free. */
export type Caller = Readonly<Partial<Record<RateScope, string>>>;

/** What the buckets of one key hold, as of `at`. */
interface Level {
  tokens: number[];
  at: number;
}

/** Keys remembered per rate and scope. The one longest unused is forgotten, which is as good as full. */
const MAX_KEYS = 100_000;

/** Token buckets by rate, scope and key, in the memory of this process and bounded. */
export class RateLimiter {
  /** Multiplies every rate. */
  readonly factor: number;
  readonly #clock: () => number;
  readonly #levels = new Map<readonly Bucket[], LRUCache<string, Level>>();

  /** `clock` is monotonic, in milliseconds. */
  constructor(factor: number, clock: () => number = () => performance.now()) {
    this.factor = factor;
    this.#clock = clock;
  }

  /**
   * Takes one token from every bucket of a rate that the caller has, or none.
   * @throws AppError `rate_limited` with `retryAfterMs`, after which there is one again
   */
  take(rate: RateName, caller: Caller): void {
    const levels = this.#levelsOf(rate, caller);
    const wait = Math.max(0, ...levels.map(({ waitMs }) => waitMs));
    if (wait > 0) throw new AppError('rate_limited', { retryAfterMs: Math.ceil(wait) });
    for (const { add } of levels) add(-1);
  }

  /** Takes back one `take`: what it was taken for turned out to be what nobody wants to limit. */
  giveBack(rate: RateName, caller: Caller): void {
    for (const { add } of this.#levelsOf(rate, caller)) add(1);
  }

  #levelsOf(rate: RateName, caller: Caller): { waitMs: number; add: (tokens: number) => void }[] {
    const scopes = Object.entries(RATES[rate]) as [RateScope, readonly Bucket[]][];
    return scopes.flatMap(([scope, buckets]) => {
      const key = caller[scope];
      return key === undefined ? [] : this.#levelOf(buckets, key);
    });
  }

  #levelOf(buckets: readonly Bucket[], key: string): { waitMs: number; add: (tokens: number) => void } {
    const levels = this.#levels.get(buckets) ?? new LRUCache<string, Level>({ max: MAX_KEYS });
    this.#levels.set(buckets, levels);
    const now = this.#clock();
    const known = levels.get(key);
    const full = buckets.map(({ burst }) => burst * this.factor);
    const perMs = buckets.map(({ perSecond }) => (perSecond * this.factor) / 1_000);
    const tokens = full.map((burst, index) => {
      const left = known?.tokens[index];
      return known && left !== undefined ? Math.min(burst, left + (now - known.at) * perMs[index]!) : burst;
    });
    return {
      waitMs: Math.max(...tokens.map((left, index) => Math.max(0, 1 - left) / perMs[index]!)),
      add: (count) =>
        levels.set(key, {
          tokens: tokens.map((left, index) => Math.min(full[index]!, left + count)),
          at: now,
        }),
    };
  }
}
