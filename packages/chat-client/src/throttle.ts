import type { Clock } from './clock.ts';

interface Turn {
  running: boolean;
  cooling: boolean;
  askedAgain: boolean;
  cancel: () => void;
}

/**
 * Runs `work` for a key at once, then at most once per interval, never twice at a time; what is asked meanwhile is
 * answered by one more run at the end. `work` must not reject.
 */
export class Throttle {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #work: (key: string) => Promise<void>;
  readonly #turns = new Map<string, Turn>();

  constructor(clock: Clock, intervalMs: number, work: (key: string) => Promise<void>) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#work = work;
  }

  ask(key: string): void {
    const turn = this.#turns.get(key);
    if (turn) turn.askedAgain = true;
    else this.#run(key);
  }

  /** Forgets what was asked; runs under way end by themselves. */
  clear(): void {
    for (const turn of this.#turns.values()) turn.cancel();
    this.#turns.clear();
  }

  #run(key: string): void {
    const turn: Turn = { running: true, cooling: true, askedAgain: false, cancel: () => undefined };
    this.#turns.set(key, turn);
    turn.cancel = this.#clock.after(this.#intervalMs, () => {
      turn.cooling = false;
      this.#settle(key, turn);
    });
    void this.#work(key).finally(() => {
      turn.running = false;
      this.#settle(key, turn);
    });
  }

  #settle(key: string, turn: Turn): void {
    if (turn.running || turn.cooling || this.#turns.get(key) !== turn) return;
    this.#turns.delete(key);
    if (turn.askedAgain) this.#run(key);
  }
}
