/** Writes per second from which a pause pays: messages, and watermarks, of which there is one for every two. */
const PAYS_FROM = 800;
/** A commit of so many costs a few microseconds more per message than one of any number. */
const ENOUGH = 16;
const MOST_MS = 3;
/** How long a rate is counted. Shorter than a burst of a person, longer than a few commits. */
const WINDOW_MS = 100;

/**
 * How long to wait after a commit for more to go with the next. A commit costs PostgreSQL some 400 µs and each message in
 * it some 30 (measured), and ours what its round trip costs: the wait is as long as it takes for enough to arrive, and
 * short enough for nobody to see. Below 800 a second too little would come in that time. Nobody waits who comes when
 * nothing was written for a while.
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
    if (this.#perSecond < PAYS_FROM) return 0;
    return Math.min(MOST_MS, (ENOUGH / this.#perSecond) * 1_000);
  }
}
