import type { Authenticator, EndedSession, SessionMoment } from '../platform/actor.ts';

/** What may wait for a good look; of more, the receivers are better off starting over. */
const MAX_HELD = 1_000;
/** New sessions wait so long for company: a look costs a round trip, whether at one or at a hundred. */
const GATHER_MS = 20;

/**
 * Finds sessions that have ended, wherever they were ended and however silent their sockets are. It follows them from
 * one look to the next, every `intervalMs`, and looks at a new one right after it was registered, so that an end which
 * came in between is not missed. One look at a time; the new sockets of 20 ms share one.
 *
 * Content waits while the last good look is older than `trustMs`: nobody knows then who may still have it.
 */
export class SessionWatch {
  readonly #authenticator: Authenticator;
  readonly #connected: () => Iterable<string>;
  readonly #onEnded: (session: EndedSession) => void;
  readonly #onFault: (error: unknown) => void;
  readonly #trustMs: number;
  readonly #timer: NodeJS.Timeout;
  readonly #due = new Set<string>();
  #since: SessionMoment | undefined;
  #lastGood = -Infinity;
  #held: (() => void)[] = [];
  #looking = false;
  /** Runs from the first session that is due to the look at all that came meanwhile. */
  #gathering: NodeJS.Timeout | undefined;
  #isGathered = false;

  constructor(parts: {
    authenticator: Authenticator;
    connected: () => Iterable<string>;
    onEnded: (session: EndedSession) => void;
    onFault: (error: unknown) => void;
    intervalMs: number;
    trustMs: number;
  }) {
    this.#authenticator = parts.authenticator;
    this.#connected = parts.connected;
    this.#onEnded = parts.onEnded;
    this.#onFault = parts.onFault;
    this.#trustMs = parts.trustMs;
    this.#timer = setInterval(() => void this.#look(), parts.intervalMs);
    void this.#look();
  }

  /** Looks at a session soon: with the others of the next 20 ms, and when the look that is under way is over. */
  check(sessionId: string): void {
    this.#due.add(sessionId);
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#isGathered = true;
      void this.#look();
    }, GATHER_MS);
  }

  /**
   * Calls `deliver` now, or, while nobody knows who has lost their session, after the next good look; always in order.
   * False when too many wait: it is then not called.
   */
  whenSure(deliver: () => void): boolean {
    if (this.#held.length === 0 && this.#isSure()) {
      deliver();
      return true;
    }
    if (this.#held.length >= MAX_HELD) return false;
    this.#held.push(deliver);
    // Whoever waited for the clock alone (a process that was stopped) is served as soon as the database answers.
    if (this.#held.length === 1) void this.#look();
    return true;
  }

  stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#gathering);
  }

  #isSure(): boolean {
    return performance.now() - this.#lastGood <= this.#trustMs;
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      do {
        this.#isGathered = false;
        await this.#lookOnce();
      } while (this.#isGathered || this.#since === undefined);
    } catch (error) {
      // Nothing is lost: the next look goes back to where the last good one was.
      this.#onFault(error);
    } finally {
      this.#looking = false;
    }
  }

  async #lookOnce(): Promise<void> {
    const began = performance.now();
    // With nothing to follow from, every session that is connected may have ended.
    const sessionIds = new Set(this.#since ? this.#due : [...this.#due, ...this.#connected()]);
    this.#due.clear();
    try {
      const { ended, until } = await this.#authenticator.findEndedSessions([...sessionIds], this.#since);
      for (const session of ended) this.#onEnded(session);
      this.#since = until;
    } catch (error) {
      for (const sessionId of sessionIds) this.#due.add(sessionId);
      throw error;
    }
    if (!this.#since) return;
    this.#lastGood = began;
    if (!this.#isSure()) return;
    for (const deliver of this.#held.splice(0)) deliver();
  }
}
