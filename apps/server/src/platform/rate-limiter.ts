import { AppError, RATES, type RateName } from '@duet/contract';
import { LRUCache } from 'lru-cache';

/** What the buckets of one key hold, as of `at`. */
interface Level {
  tokens: number[];
  at: number;
}

/** Keys remembered per rate. The one longest unused is forgotten, which is as good as full. */
const MAX_KEYS = 100_000;

/** Token buckets by rate and key, in the memory of this process and bounded. */
export class RateLimiter {
  readonly #factor: number;
  readonly #clock: () => number;
  readonly #levels = new Map<RateName, LRUCache<string, Level>>();

  /** `factor` multiplies every rate. `clock` is monotonic, in milliseconds. */
  constructor(factor: number, clock: () => number = () => performance.now()) {
    this.#factor = factor;
    this.#clock = clock;
  }

  /**
   * Takes one token from every bucket of a rate, or none.
   * @throws AppError `rate_limited` with `retryAfterMs`, after which there is one again
   */
  take(rate: RateName, key: string): void {
    const levels = this.#levelsOf(rate);
    const buckets = RATES[rate].map(({ burst, perSecond }) => ({
      burst: burst * this.#factor,
      perMs: (perSecond * this.#factor) / 1_000,
    }));
    const now = this.#clock();
    const level = levels.get(key);
    const tokens = buckets.map(({ burst, perMs }, index) => {
      const left = level?.tokens[index];
      return level && left !== undefined ? Math.min(burst, left + (now - level.at) * perMs) : burst;
    });
    const waits = buckets.map(({ perMs }, index) => Math.max(0, 1 - (tokens[index] ?? 0)) / perMs);
    const wait = Math.max(...waits);
    levels.set(key, { tokens: wait > 0 ? tokens : tokens.map((left) => left - 1), at: now });
    if (wait > 0) throw new AppError('rate_limited', { retryAfterMs: Math.ceil(wait) });
  }

  #levelsOf(rate: RateName): LRUCache<string, Level> {
    const known = this.#levels.get(rate);
    if (known) return known;
    const levels = new LRUCache<string, Level>({ max: MAX_KEYS });
    this.#levels.set(rate, levels);
    return levels;
  }
}
