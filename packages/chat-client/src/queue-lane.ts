import { ApiError } from './api-error.ts';
import { fullJitter } from './backoff.ts';
import type { Clock } from './clock.ts';

/** One line's way out: whether its next entry may be sent now, and when it may if not. */
export class QueueLane {
  /** An entry is with the server and unanswered. */
  busy = false;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #onDue: () => void;
  #failures = 0;
  /** The server asked for silence until then. */
  #notBefore = 0;
  /** Set while a retry waits for its time. */
  #cancel: (() => void) | undefined;

  /** `onDue` is called when a wait is over. */
  constructor(options: { clock: Clock; random: () => number; onDue: () => void }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#onDue = options.onDue;
  }

  get free(): boolean {
    if (this.busy || this.#cancel) return false;
    const wait = this.#notBefore - this.#clock.now();
    if (wait > 0) this.#waitFor(wait);
    return wait <= 0;
  }

  /** There was an answer that settles an entry. */
  settled(): void {
    this.#failures = 0;
  }

  /** There was none, or "later". The longer this goes on, the longer the wait; never shorter than the server asked. */
  failed(error: unknown): void {
    this.#failures += 1;
    const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
    const wait = fullJitter(this.#failures, this.#random, asked);
    this.#notBefore = asked > 0 ? this.#clock.now() + wait : 0;
    this.#waitFor(wait);
  }

  /** Ends a wait, except one the server asked for. */
  hurry(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #waitFor(wait: number): void {
    this.#cancel = this.#clock.after(wait, () => {
      this.#cancel = undefined;
      this.#onDue();
    });
  }
}

/** The lanes of all lines. */
export class QueueLanes {
  readonly #options: { clock: Clock; random: () => number; onDue: (line: string) => void };
  readonly #lanes = new Map<string, QueueLane>();

  /** `onDue` is called when a line's wait is over. */
  constructor(options: { clock: Clock; random: () => number; onDue: (line: string) => void }) {
    this.#options = options;
  }

  of(line: string): QueueLane {
    const known = this.#lanes.get(line);
    if (known) return known;
    const { clock, random, onDue } = this.#options;
    const lane = new QueueLane({ clock, random, onDue: () => onDue(line) });
    this.#lanes.set(line, lane);
    return lane;
  }

  /** Ends all waits, except those the server asked for. */
  hurry(): void {
    for (const lane of this.#lanes.values()) lane.hurry();
  }

  /** Forgets them: what is under way in them is nobody's any more. */
  clear(): void {
    this.#lanes.clear();
  }
}
