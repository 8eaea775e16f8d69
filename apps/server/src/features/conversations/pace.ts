/** Writes per second between which a pause pays. */
const PAYS_FROM = 300;
const PAYS_UP_TO = 2_000;
const PAUSE_MS = 1;
/** How long a rate is counted. Shorter than a burst of a person, longer than a few commits. */
const WINDOW_MS = 100;

/**
 * How long to wait after a commit for more to go with the next. Below 300 a second nothing would come in that time, and
 * above 2,000 enough waits anyway; in between commits are most of the cost, and a millisecond makes them fewer. Nobody
 * waits who comes when nothing was written for a while.
 */
export class Pace {
  #began = -Infinity;
  #written = 0;
  #perSecond = 0;

  /** Counts what a commit has written at `now`, in milliseconds of a monotonic clock, and answers the pause. */
  pauseAfter(written: number, now: number): number {
    this.#written += written;
    const elapsed = now - this.#began;
    if (elapsed >= WINDOW_MS) {
      this.#perSecond = (this.#written / elapsed) * 1_000;
      this.#began = now;
      this.#written = 0;
    }
    return this.#perSecond >= PAYS_FROM && this.#perSecond <= PAYS_UP_TO ? PAUSE_MS : 0;
  }
}
