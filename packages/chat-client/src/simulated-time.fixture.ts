/** Time that passes at once: whoever waits is woken in the order of being due. */
export class SimulatedTime {
  now = Date.UTC(2026, 0, 1);
  #timers: { due: number; work: () => void }[] = [];

  after(ms: number, work: () => void): () => void {
    const timer = { due: this.now + ms, work };
    this.#timers.push(timer);
    return () => void (this.#timers = this.#timers.filter((other) => other !== timer));
  }

  /** Until nobody waits, or for so long. */
  async run(ms = Infinity): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      // Long enough for every chain of promises here: none of them waits for anything but its turn.
      for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
      const [next] = this.#timers.sort((a, b) => a.due - b.due);
      if (!next || next.due > end) break;
      this.#timers.shift();
      this.now = Math.max(this.now, next.due);
      next.work();
    }
    if (end !== Infinity) this.now = end;
  }
}
