import { AppError } from '@duet/contract';

/**
 * Lets so many in at once; the others wait in line, and not for long. Beyond what a machine can do at once, more work
 * only makes all of it late: who would wait longer is told so at once, and comes back at a time that is not everybody's.
 */
export class Gate {
  readonly #atOnce: number;
  readonly #patienceMs: number;
  readonly #line = new Set<() => void>();
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
      const enter = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#line.delete(enter);
        reject(new AppError('busy', { retryAfterMs: 1_000 + Math.round(Math.random() * 2_000) }));
      }, this.#patienceMs);
      this.#line.add(enter);
    });
  }

  /** Hands the place to the first in line, who is counted as inside already. */
  #leave(): void {
    const [next] = this.#line;
    if (next === undefined) {
      this.#inside -= 1;
      return;
    }
    this.#line.delete(next);
    next();
  }
}
