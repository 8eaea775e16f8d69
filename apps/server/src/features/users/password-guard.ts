import { LRUCache } from 'lru-cache';
import { toNetwork } from '../../platform/client-address.ts';
import type { Caller, RateLimiter } from '../../platform/rate-limiter.ts';

const MAX_KNOWN_WAYS = 100_000;

/**
 * Slows down whoever guesses passwords, in the memory of this process and bounded. Wrong ones are counted twice: strictly
 * by account and address together, and loosely by account, for a guesser who has many addresses. The loose count alone
 * would let any stranger lock a person out for as long as they care to guess; so it does not hold for the ways that the
 * account is known to come: addresses from which it was signed in or has refreshed. There only the strict one holds,
 * and who shares the address can be a nuisance, but from there alone.
 */
export class PasswordGuard {
  readonly #limiter: RateLimiter;
  readonly #knownWays = new LRUCache<string, true>({ max: MAX_KNOWN_WAYS });

  constructor(limiter: RateLimiter) {
    this.#limiter = limiter;
  }

  /**
   * Has a password judged; `account` is whose it should be, also where there is no such account. Right ones cost nothing,
   * nor do those that could not be judged.
   * @throws AppError `rate_limited` after too many wrong ones, without looking, and what `judge` throws
   */
  async attempt(account: string, address: string, judge: () => Promise<boolean>): Promise<boolean> {
    const way = toWay(account, address);
    const caller: Caller = this.#knownWays.has(way) ? { way } : { way, account };
    // Before it is judged, so that many at once are counted too.
    this.#limiter.take('password', caller);
    let isWrong = false;
    try {
      const isRight = await judge();
      isWrong = !isRight;
      return isRight;
    } finally {
      if (!isWrong) this.#limiter.giveBack('password', caller);
    }
  }

  /** The account has shown at this address that it is itself. */
  learn(account: string, address: string): void {
    this.#knownWays.set(toWay(account, address), true);
  }
}

function toWay(account: string, address: string): string {
  return `${account} ${toNetwork(address)}`;
}
