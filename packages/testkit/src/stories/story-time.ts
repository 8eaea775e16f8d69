import type { Environment } from '@duet/chat-client';

interface Timer {
  readonly due: number;
  readonly work: () => void;
  handle: NodeJS.Timeout | undefined;
}

/** Time as the devices of a story know it: the machine's own, and ahead of it by what the story has let pass. */
export class StoryTime {
  #aheadMs: number;
  readonly #timers = new Set<Timer>();

  constructor(aheadMs: number) {
    this.#aheadMs = aheadMs;
  }

  get aheadMs(): number {
    return this.#aheadMs;
  }

  readonly clock: Environment['clock'] = {
    now: () => Date.now() + this.#aheadMs,
    after: (ms, work) => {
      const timer: Timer = { due: this.clock.now() + ms, work, handle: undefined };
      this.#timers.add(timer);
      this.#arm(timer);
      return () => this.#forget(timer);
    },
  };

  /** So much time passes at once: what becomes due happens now, in order. */
  leap(ms: number): void {
    this.#aheadMs += ms;
    for (const timer of [...this.#timers].sort((a, b) => a.due - b.due)) {
      if (!this.#timers.has(timer)) continue;
      if (timer.due <= this.clock.now()) this.#fire(timer);
      else this.#arm(timer);
    }
  }

  /** Nothing becomes due any more. */
  stop(): void {
    for (const timer of this.#timers) this.#forget(timer);
  }

  #arm(timer: Timer): void {
    clearTimeout(timer.handle);
    timer.handle = setTimeout(() => this.#fire(timer), Math.max(0, timer.due - this.clock.now()));
  }

  #fire(timer: Timer): void {
    this.#forget(timer);
    timer.work();
  }

  #forget(timer: Timer): void {
    clearTimeout(timer.handle);
    this.#timers.delete(timer);
  }
}
