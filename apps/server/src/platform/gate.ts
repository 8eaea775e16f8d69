import { AppError } from '@duet/contract';

interface Waiter {
  enter: () => void;
  turnAway: (reason: Error) => void;
}

/**
 * Lets so many in at once; the others wait in line, and not for long. Beyond what a machine can do at once, more work
 * only makes all of it late: who would wait longer is told so, and comes back at a time that is not everybody's. When
 * the database is away, all in line are told so at once: each would wait for nothing, once in line and once inside.
 */
export class Gate {
  readonly #atOnce: number;
  readonly #patienceMs: number;
  readonly #line = new Set<Waiter>();
  #inside = 0;

  constructor({ atOnce, patienceMs }: { atOnce: number; patienceMs: number }) {
    this.#atOnce = atOnce;
    this.#patienceMs = patienceMs;
  }

  /** Does `work` when its turn has come. @throws AppError `busy` when that takes too long, and what `work` throws */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError && error.code === 'database_unavailable')
        for (const waiter of this.#line) waiter.turnAway(error);
      throw error;
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#inside < this.#atOnce) {
      this.#inside += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const leaveLine = (): void => {
        clearTimeout(timer);
        this.#line.delete(waiter);
      };
      const waiter: Waiter = {
        enter() {
          leaveLine();
          resolve();
        },
        turnAway(reason) {
          leaveLine();
          reject(reason);
        },
      };
      const timer = setTimeout(
        () =>
          waiter.turnAway(new AppError('busy', { retryAfterMs: 1_000 + Math.round(Math.random() * 2_000) })),
        this.#patienceMs,
      );
      this.#line.add(waiter);
    });
  }

  /** Hands the place to the first in line, who is counted as inside already. */
  #leave(): void {
    const [next] = this.#line;
    if (next === undefined) {
      this.#inside -= 1;
      return;
    }
    next.enter();
  }
}
