import { describe, expect, it } from 'vitest';
import { ALICE, id } from './facts.fixture.ts';
import type { KeyValueStorage } from './key-value-storage.ts';
import { manualClock, settled } from './manual-clock.fixture.ts';
import { OfflineMessageQueue, type SendFunction } from './offline-message-queue.ts';

const CONVERSATION = id('c1');
const KEYS = ['a', 'b', 'c'].map(id);

/** What survives a kill: the disk, and the server with what it has taken. */
class World {
  readonly disk = new Map<string, string>();
  /** In the order of being stored, each id once: a repeat is recognised. */
  readonly taken: string[] = [];
  /** What a screen has shown as kept by the device, in any life. */
  readonly promised = new Set<string>();
}

/**
 * One life of the app, which ends without a word at its `killAt`-th point: whatever it was doing then, or does later,
 * has no effect. There is a point before and after everything that leaves a trace: persist, send, acknowledge, delete.
 */
class Life {
  readonly queue: OfflineMessageQueue;
  readonly passed: string[] = [];
  readonly #world: World;
  readonly #killAt: number;

  constructor(world: World, killAt = Infinity) {
    this.#world = world;
    this.#killAt = killAt;
    this.queue = new OfflineMessageQueue({ storage: this.#storage(), clock: manualClock(), random: () => 0 });
    this.queue.subscribe((_, entries) => {
      if (this.#isDead()) return;
      for (const { key, stored } of entries) if (stored) world.promised.add(key);
    });
  }

  readonly send: SendFunction = async ({ key }) => {
    await this.#point('before send');
    if (!this.#world.taken.includes(key)) this.#world.taken.push(key);
    await this.#point('after send, before ack');
  };

  async run(keys: readonly string[] = []): Promise<void> {
    void this.queue.restore(ALICE);
    this.queue.processQueue(this.send);
    for (const key of keys) {
      this.queue.enqueueMessage({
        conversationId: CONVERSATION,
        draft: { type: 'text', content: key, clientMessageId: key },
      });
    }
    await settled();
  }

  #isDead(): boolean {
    return this.passed.length >= this.#killAt;
  }

  #point(name: string): Promise<void> {
    if (this.#isDead()) return new Promise(() => undefined);
    this.passed.push(name);
    return this.#isDead() ? new Promise(() => undefined) : Promise.resolve();
  }

  #storage(): KeyValueStorage {
    const { disk } = this.#world;
    return {
      getAllKeys: async () => [...disk.keys()],
      getItem: async (key) => disk.get(key) ?? null,
      setItem: async (key, value) => {
        await this.#point('before persist');
        disk.set(key, value);
        await this.#point('after persist');
      },
      removeItem: async (key) => {
        await this.#point('after ack, before delete');
        disk.delete(key);
        await this.#point('after delete');
      },
    };
  }
}

function expectPromisesKept({ taken, promised, disk }: World, at: string): void {
  expect(taken, `${at}: in order, each once`).toEqual(KEYS.slice(0, taken.length));
  for (const key of promised) expect(taken, `${at}: what was shown as kept`).toContain(key);
  expect([...disk.keys()], `${at}: nothing is left over`).toEqual([]);
}

describe('an app that is killed', () => {
  it('at any point loses only what the screen had not shown as kept, and neither doubles nor reorders', async () => {
    const whole = new Life(new World());
    await whole.run(KEYS);
    expect(new Set(whole.passed)).toEqual(
      new Set([
        'before persist',
        'after persist',
        'before send',
        'after send, before ack',
        'after ack, before delete',
        'after delete',
      ]),
    );
    for (let killAt = 1; killAt <= whole.passed.length; killAt += 1) {
      const world = new World();
      const first = new Life(world, killAt);
      await first.run(KEYS);
      expect(first.passed).toHaveLength(killAt);
      await new Life(world).run();
      expectPromisesKept(world, `killed ${first.passed.at(-1)} (${killAt})`);
      if (first.passed.at(-1) !== 'before persist') expect(world.taken).not.toEqual([]);
    }
  });

  it('and killed again at any point while it makes up for it, keeps its promises still', async () => {
    const once = 10;
    for (let killAt = 1; ; killAt += 1) {
      const world = new World();
      await new Life(world, once).run(KEYS);
      const second = new Life(world, killAt);
      await second.run();
      await new Life(world).run();
      expectPromisesKept(world, `killed at ${once}, then at ${killAt}`);
      if (second.passed.length < killAt) break;
    }
  });
});
