import type { KeyValueStorage } from '@duet/chat-client';
import type { Chance } from './chance.ts';
import type { SimulatedTime } from './time.ts';

const LATENCY_MS = 20;

/** A device's storage, for as many apps as run on it. It takes its time, and full, it takes no more. */
export class Disk {
  readonly #time: SimulatedTime;
  readonly #chance: Chance;
  readonly #items = new Map<string, string>();
  full = false;
  /** It says that it has a value before it has it. */
  lies = false;

  constructor(parts: { time: SimulatedTime; chance: Chance }) {
    this.#time = parts.time;
    this.#chance = parts.chance;
  }

  get keys(): readonly string[] {
    return [...this.#items.keys()].sort();
  }

  /** The storage as one app has it; what that app had begun to write when it crashes is not written. */
  open(): { storage: KeyValueStorage; crash(): void } {
    let crashes = 0;
    const change = async (work: () => void, grows: boolean) => {
      const before = crashes;
      const written = this.#wait().then(() => {
        if (crashes !== before) return new Promise<never>(() => undefined);
        if (grows && this.full) throw new Error('full');
        work();
      });
      if (this.lies) written.catch(() => undefined);
      else await written;
      await this.#wait();
    };
    return {
      crash: () => void (crashes += 1),
      storage: {
        getAllKeys: () => this.#wait().then(() => this.keys),
        getItem: (key) => this.#wait().then(() => this.#items.get(key) ?? null),
        setItem: (key, value) => change(() => this.#items.set(key, value), true),
        removeItem: (key) => change(() => this.#items.delete(key), false),
      },
    };
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => this.#time.after(this.#chance.random() * LATENCY_MS, resolve));
  }
}
