import type { Clock } from './clock.ts';

/** Platforms count the milliseconds of a timer in 31 bits: what is further off is waited for in pieces. */
const LONGEST = 86_400_000;

/** Rings for each key at its time, or a little after it. */
export class Alarms {
  readonly #clock: Clock;
  readonly #ring: (key: string) => void;
  readonly #cancels = new Map<string, () => void>();

  constructor(clock: Clock, ring: (key: string) => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings for `key` at this time, in milliseconds, and not at another that was set before. */
  set(key: string, at: number): void {
    this.#cancels.get(key)?.();
    const wait = at - this.#clock.now();
    const cancel = this.#clock.after(Math.min(wait, LONGEST), () => {
      this.#cancels.delete(key);
      if (wait > LONGEST) this.set(key, at);
      else this.#ring(key);
    });
    this.#cancels.set(key, cancel);
  }

  clear(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }
}
