/** The first rate that is tried, and how much higher the next one is. */
const FIRST = 400;
const STEP = 1.3;
/** The search ends when what holds and what does not are so near to each other. */
const NEAR = 1.06;
/** A rate is given up when it has not held so many times in a row: others may use the machine, too. */
const TRIES = 2;

/** The search for the highest rate that holds: up by steps, then by halves. */
export class Climb {
  #rate: number | undefined = FIRST;
  #holds = 0;
  #fails = Infinity;
  #failures = 0;

  /** The rate to be tried now; undefined when the search is over. */
  get rate(): number | undefined {
    return this.#rate;
  }

  /** The highest that has held; 0 when none has. */
  get highest(): number {
    return this.#holds;
  }

  /** Tells whether the present rate held. */
  tell(held: boolean): void {
    const rate = this.#rate;
    if (rate === undefined) return;
    if (held) {
      this.#holds = rate;
    } else {
      this.#failures += 1;
      if (this.#failures < TRIES) return;
      this.#fails = rate;
    }
    this.#failures = 0;
    this.#rate = this.#next();
  }

  #next(): number | undefined {
    if (this.#fails === Infinity) return Math.round(this.#holds * STEP);
    if (this.#holds === 0) return this.#fails < 2 ? undefined : Math.round(this.#fails / 2);
    if (this.#fails / this.#holds < NEAR) return undefined;
    return Math.round(Math.sqrt(this.#holds * this.#fails));
  }
}
