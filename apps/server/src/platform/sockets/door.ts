import type { IncomingMessage } from 'node:http';
import { AppError, LIMITS } from '@duet/contract';
import { toNetwork, type ClientAddress } from '../client-address.ts';
import type { RateLimiter } from '../rate-limiter.ts';

/** How long an address that has all the sockets it may have is told to wait. */
const FULL_RETRY_MS = 30_000;

/**
 * How many sockets come from each address, and how fast: what keeps one machine from holding the server's memory with
 * sockets on which nobody ever signs in. As tests of load come from one address, the rate factor holds for the number too.
 */
export class Door {
  readonly #clientAddress: ClientAddress;
  readonly #limiter: RateLimiter;
  readonly #max: number;
  /** Of addresses that have any. */
  readonly #inside = new Map<string, number>();

  constructor(parts: { clientAddress: ClientAddress; limiter: RateLimiter }) {
    this.#clientAddress = parts.clientAddress;
    this.#limiter = parts.limiter;
    this.#max = LIMITS.socketsPerAddress * parts.limiter.factor;
  }

  /** @throws AppError `rate_limited` for an address that opens too many, or has too many open */
  knock(request: IncomingMessage): void {
    const address = toNetwork(this.#clientAddress(request));
    if ((this.#inside.get(address) ?? 0) >= this.#max)
      throw new AppError('rate_limited', { retryAfterMs: FULL_RETRY_MS });
    this.#limiter.take('knock', { address });
  }

  /** One more is inside, until what this answers is called. */
  enter(request: IncomingMessage): () => void {
    const address = toNetwork(this.#clientAddress(request));
    this.#inside.set(address, (this.#inside.get(address) ?? 0) + 1);
    return () => {
      const left = (this.#inside.get(address) ?? 0) - 1;
      if (left > 0) this.#inside.set(address, left);
      else this.#inside.delete(address);
    };
  }
}
