import { AppError, RATES, type Bucket, type RateName, type RateScope } from '@duet/contract';
import { LRUCache } from 'lru-cache';

/** Whose buckets pay, by scope. Scopes of a rate that a caller has not are free. */
export type Caller = Readonly<Partial<Record<RateScope, string>>>;

/** What was taken from the buckets of one key, from each as many tokens. */
export interface Taking {
  readonly rate: RateName;
  readonly scope: RateScope;
  readonly key: string;
  readonly tokens: readonly number[];
}

/** What the buckets of one key hold, as of `at`. Below nothing is what other servers have given of it. */
interface Level {
  tokens: number[];
  at: number;
  /** Taken here since it was last told. */
  untold: number;
}

/** A level, and what one can do with it. */
interface Held {
  readonly waitMs: number;
  readonly add: (tokens: number) => void;
}

/** Keys remembered per rate and scope. The one longest unused is forgotten, which is as good as full. */
const MAX_KEYS = 100_000;
/** Keys that are told of at a time; those beyond it are when they take again. */
const MAX_TOLD = 1_000;

/**
 * Token buckets by rate, scope and key, in the memory of this process and bounded. Several processes keep one limit as far
 * as they tell each other, which concerns those keys alone that have less than half of a bucket left.
 */
export class RateLimiter {
  /** Multiplies every rate. */
  readonly factor: number;
  readonly #clock: () => number;
  readonly #levels = new Map<readonly Bucket[], LRUCache<string, Level>>();
  /** Levels with something to tell. */
  readonly #low = new Map<Level, Omit<Taking, 'tokens'>>();

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
    const held = this.#heldBy(rate, caller);
    const wait = Math.max(0, ...held.map(({ waitMs }) => waitMs));
    if (wait > 0) throw new AppError('rate_limited', { retryAfterMs: Math.ceil(wait) });
    for (const { add } of held) add(-1);
  }

  /** Takes back one `take`: what it was taken for turned out to be what nobody wants to limit. */
  giveBack(rate: RateName, caller: Caller): void {
    for (const { add } of this.#heldBy(rate, caller)) add(1);
  }

  /** What was taken here by those who have little left, each token once. */
  tell(): Taking[] {
    const takings = [...this.#low].flatMap(([level, whose]) => {
      if (level.untold === 0) return [];
      const full = this.#full(bucketsOf(whose.rate, whose.scope)!);
      const tokens = level.tokens.map((left, index) => Math.min(level.untold, full[index]! - left));
      level.untold = 0;
      return { ...whose, tokens };
    });
    this.#low.clear();
    return takings;
  }

  /** What was taken of another server. It is owed where there is not as much, up to what a bucket holds. */
  hear(takings: readonly Taking[]): void {
    for (const { rate, scope, key, tokens } of takings) {
      const buckets = bucketsOf(rate, scope);
      // Of a server of another version.
      if (buckets?.length !== tokens.length) continue;
      const level = this.#levelOf(buckets, key);
      level.tokens = this.#full(buckets).map((full, index) =>
        Math.max(-full, level.tokens[index]! - tokens[index]!),
      );
      this.#levelsOf(buckets).set(key, level);
    }
  }

  #heldBy(rate: RateName, caller: Caller): Held[] {
    return Object.keys(RATES[rate]).flatMap((name) => {
      const scope = name as RateScope;
      const key = caller[scope];
      return key === undefined ? [] : this.#held(rate, scope, key);
    });
  }

  #held(rate: RateName, scope: RateScope, key: string): Held {
    const buckets = bucketsOf(rate, scope)!;
    const level = this.#levelOf(buckets, key);
    const full = this.#full(buckets);
    return {
      waitMs: Math.max(
        ...buckets.map(({ perSecond }, index) => {
          const missing = Math.max(0, 1 - level.tokens[index]!);
          return (missing * 1_000) / (perSecond * this.factor);
        }),
      ),
      add: (count) => {
        level.tokens = level.tokens.map((left, index) => Math.min(full[index]!, left + count));
        level.untold = Math.max(0, level.untold - count);
        this.#levelsOf(buckets).set(key, level);
        const isLow = level.tokens.some((left, index) => left < full[index]! / 2);
        if (isLow && level.untold > 0 && this.#low.size < MAX_TOLD)
          this.#low.set(level, { rate, scope, key });
      },
    };
  }

  /** As of now. Nothing is remembered of who has taken nothing. */
  #levelOf(buckets: readonly Bucket[], key: string): Level {
    const now = this.#clock();
    const full = this.#full(buckets);
    const level = this.#levelsOf(buckets).get(key) ?? { tokens: full, at: now, untold: 0 };
    level.tokens = level.tokens.map((left, index) => {
      const refilled = ((now - level.at) * buckets[index]!.perSecond * this.factor) / 1_000;
      return Math.min(full[index]!, left + refilled);
    });
    level.at = now;
    return level;
  }

  #levelsOf(buckets: readonly Bucket[]): LRUCache<string, Level> {
    const levels = this.#levels.get(buckets) ?? new LRUCache<string, Level>({ max: MAX_KEYS });
    this.#levels.set(buckets, levels);
    return levels;
  }

  #full(buckets: readonly Bucket[]): number[] {
    return buckets.map(({ burst }) => burst * this.factor);
  }
}

/** undefined where there are none. */
function bucketsOf(rate: RateName, scope: RateScope): readonly Bucket[] | undefined {
  const scopes: Partial<Record<RateScope, readonly Bucket[]>> | undefined = RATES[rate];
  return scopes?.[scope];
}
