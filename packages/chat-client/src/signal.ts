/** Tells listeners that something changed or happened; what it says no word of, they read from its owner. */
export class Signal<Word extends unknown[] = []> {
  readonly #listeners = new Set<(...word: Word) => void>();

  /** Calls `listener` every time from now on; the returned function ends that. */
  readonly subscribe = (listener: (...word: Word) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  emit(...word: Word): void {
    for (const listener of [...this.#listeners]) listener(...word);
  }
}
