/** Tells listeners that something changed; what changed, they read from its owner. */
export class Signal {
  readonly #listeners = new Set<() => void>();

  /** Calls `listener` at every change from now on; the returned function ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  emit(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
