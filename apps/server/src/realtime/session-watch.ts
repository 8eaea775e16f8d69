import type { Authenticator, EndedSession, SessionMoment } from '../platform/actor.ts';

/** What may wait for a good look; of more, the receivers are better off starting over. */
const MAX_HELD = 1_000;

/**
 * Finds sessions that have ended, wherever they were ended and however silent their sockets are. It follows them from
 * one look to the next, every `intervalMs`, and looks at a new one right after it was registered, so that an end which
 * came in between is not missed. One look at a time; many new sockets share one.
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

  /** Looks at a session as soon as the look that is under way is over. */
  check(sessionId: string): void {
    this.#due.add(sessionId);
    void this.#look();
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
  }

  #isSure(): boolean {
    return performance.now() - this.#lastGood <= this.#trustMs;
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      do await this.#lookOnce();
      while (this.#due.size > 0 || this.#since === undefined);
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
