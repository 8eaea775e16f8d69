/** Somebody, and when they were last here. */
export interface Seen {
  userId: string;
  at: Date;
}

/**
 * Who is here: a person is, from the first of their sockets until a short grace after the last, so that a reconnect
 * does not flicker. Holds nobody but those who are here. It has no clock: the caller says what time it is.
 */
export class PresenceBook {
  readonly #graceMs: number;
  readonly #sockets = new Map<string, number>();
  readonly #leaving = new Map<string, Date>();

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  isHere(userId: string): boolean {
    return this.#sockets.has(userId) || this.#leaving.has(userId);
  }

  /** One more socket of a person; true when they were not here before. */
  arrive(userId: string): boolean {
    const came = !this.isHere(userId);
    this.#leaving.delete(userId);
    this.#sockets.set(userId, (this.#sockets.get(userId) ?? 0) + 1);
    return came;
  }

  /** One socket less; with the last one the grace begins. */
  leave(userId: string, at: Date): void {
    const left = (this.#sockets.get(userId) ?? 0) - 1;
    if (left > 0) {
      this.#sockets.set(userId, left);
    } else {
      this.#sockets.delete(userId);
      this.#leaving.set(userId, at);
    }
  }

  /** Lets those go whose grace is over at `now`, and answers them. */
  letGo(now: Date): Seen[] {
    const gone: Seen[] = [];
    for (const [userId, at] of this.#leaving) {
      // In order of leaving: whoever comes after this one left later.
      if (now.getTime() - at.getTime() < this.#graceMs) break;
      this.#leaving.delete(userId);
      gone.push({ userId, at });
    }
    return gone;
  }

  /** Everybody who is here, as of `now`. */
  everybody(now: Date): Seen[] {
    const seen = [...this.#leaving].map(([userId, at]) => ({ userId, at }));
    for (const userId of this.#sockets.keys()) seen.push({ userId, at: now });
    return seen;
  }
}
