/**
 * Work done one after the other for each key, so that who came first is through first. What a socket sends has to be
 * looked up before it may stand in line; without turns, what came second and is known by then would overtake.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Whether something of this key is under way: whoever comes now has to take a turn too. */
  isTaken(key: string): boolean {
    return this.#last.has(key);
  }

  /** Does `work` when all that came before it has ended, well or badly, and answers or throws what it does. */
  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const turn = (before ? before.then(work, work) : work()).finally(() => {
      if (this.#last.get(key) === turn) this.#last.delete(key);
    });
    this.#last.set(key, turn);
    return turn;
  }
}
