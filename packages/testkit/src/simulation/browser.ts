import type { Tabs } from '@duet/chat-client';

/** A browser, as far as its tabs know of each other. What they tell each other arrives after the moment. */
export class Browser {
  readonly #waiting = new Map<string, (() => void)[]>();
  readonly #listeners = new Map<string, Set<() => void>>();

  /** One more tab, and how it ends without a word. */
  open(): Tabs & { crash(): void } {
    const mine = new Set<() => void>();
    return {
      crash: () => {
        for (const end of mine) end();
      },
      takeTurn: (name, onTurn) => {
        const line = this.#lineOf(name);
        line.push(onTurn);
        if (line.length === 1) onTurn();
        const end = () => {
          const place = line.indexOf(onTurn);
          if (place < 0) return;
          line.splice(place, 1);
          if (place === 0) line[0]?.();
        };
        mine.add(end);
        return async () => end();
      },
      ifFree: async (name, work) => {
        if (this.#lineOf(name).length === 0) await work();
      },
      share: (name, onTold) => {
        const listeners = this.#listeners.get(name) ?? new Set();
        this.#listeners.set(name, listeners.add(onTold));
        const end = () => void listeners.delete(onTold);
        mine.add(end);
        return {
          tell: () => {
            for (const listener of listeners) if (listener !== onTold) queueMicrotask(listener);
          },
          end,
        };
      },
    };
  }

  #lineOf(name: string): (() => void)[] {
    const line = this.#waiting.get(name) ?? [];
    this.#waiting.set(name, line);
    return line;
  }
}
