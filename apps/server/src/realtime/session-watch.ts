import type { Authenticator, EndedSession } from '../platform/actor.ts';

/**
 * Finds sessions that have ended while their sockets were silent, wherever they were ended: looks at all connected
 * ones every `intervalMs`, and at a new one right after it was registered, so that a sign-out which came in between is
 * not missed. One look at a time; many new sockets share one.
 */
export class SessionWatch {
  readonly #authenticator: Authenticator;
  readonly #connected: () => Iterable<string>;
  readonly #onEnded: (session: EndedSession) => void;
  readonly #onFault: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #due = new Set<string>();
  #looking = false;

  constructor(parts: {
    authenticator: Authenticator;
    connected: () => Iterable<string>;
    onEnded: (session: EndedSession) => void;
    onFault: (error: unknown) => void;
    intervalMs: number;
  }) {
    this.#authenticator = parts.authenticator;
    this.#connected = parts.connected;
    this.#onEnded = parts.onEnded;
    this.#onFault = parts.onFault;
    this.#timer = setInterval(() => {
      for (const sessionId of this.#connected()) this.#due.add(sessionId);
      void this.#look();
    }, parts.intervalMs);
  }

  /** Looks at a session as soon as the look that is under way is over. */
  check(sessionId: string): void {
    this.#due.add(sessionId);
    void this.#look();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      while (this.#due.size > 0) {
        const sessionIds = [...this.#due];
        this.#due.clear();
        for (const ended of await this.#authenticator.findEndedSessions(sessionIds)) this.#onEnded(ended);
      }
    } catch (error) {
      // Nothing is lost: the next interval looks at everybody.
      this.#onFault(error);
    } finally {
      this.#looking = false;
    }
  }
}
