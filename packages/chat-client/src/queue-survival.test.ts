import { describe, expect, it } from 'vitest';
import { ALICE, id } from './facts.fixture.ts';
import type { KeyValueStorage } from './key-value-storage.ts';
import { manualClock, settled } from './manual-clock.fixture.ts';
import { OfflineMessageQueue, type SendFunction } from './offline-message-queue.ts';
import { lineOf, type QueueEntry } from './queue-entry.ts';

const conversationId = id('c1');

/** What a person does, which puts something into the queue or changes what waits there. */
type Act = (queue: OfflineMessageQueue) => void;

const send =
  (name: string): Act =>
  (queue) =>
    queue.enqueueMessage({
      conversationId,
      draft: { type: 'text', content: name, clientMessageId: id(name) },
    });
const edit =
  (name: string, key: string): Act =>
  (queue) =>
    queue.enqueueEdit({
      conversationId,
      clientMessageId: id(name),
      editId: id(key),
      content: `${name} as of ${key}`,
    });
const unsend =
  (name: string, key: string): Act =>
  (queue) =>
    queue.enqueueUnsend({ conversationId, clientMessageId: id(name), key: id(key) });
const archive =
  (archived: boolean, key: string): Act =>
  (queue) =>
    queue.enqueueUpdate({ conversationId, key: id(key), change: { archived } });

/** What survives a kill: the disk, and the server with what it has taken. */
class World {
  readonly disk = new Map<string, string>();
  /** In the order of being taken, each key once: a repeat is recognised. */
  readonly taken: { key: string; line: string; what: string }[] = [];
  /** By key, what a screen has last shown as kept by the device, in any life. */
  readonly promised = new Map<string, string>();

  take(entry: QueueEntry): void {
    const { key } = entry;
    if (!this.has(key)) this.taken.push({ key, line: lineOf(entry), what: whatOf(entry) });
  }

  has(key: string): boolean {
    return this.taken.some((one) => one.key === key);
  }

  /** The keys of one line, in the order of being taken. */
  inLine(kind: QueueEntry['kind']): string[] {
    const line = lineOf({ kind, conversationId });
    return this.taken.filter((one) => one.line === line).map(({ key }) => key);
  }
}

/** What an entry has to say to the server. */
function whatOf(entry: QueueEntry): string {
  switch (entry.kind) {
    case 'send':
      return entry.draft.content ?? '';
    case 'edit':
      return entry.content;
    case 'unsend':
      return 'unsend';
    case 'update':
      return JSON.stringify(entry.change);
  }
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
  readonly #offline: boolean;

  constructor(world: World, { killAt = Infinity, offline = false } = {}) {
    this.#world = world;
    this.#killAt = killAt;
    this.#offline = offline;
    this.queue = new OfflineMessageQueue({ storage: this.#storage(), clock: manualClock(), random: () => 0 });
    this.queue.subscribe((_, entries) => {
      if (this.#isDead()) return;
      for (const entry of entries) if (entry.stored) world.promised.set(entry.key, whatOf(entry));
    });
  }

  readonly #send: SendFunction = async (entry) => {
    if (this.#offline) return new Promise(() => undefined);
    await this.#point('before send');
    this.#world.take(entry);
    await this.#point('after send, before ack');
  };

  /** Opens the app, does all that at once, and lets it come to rest. */
  async run(acts: readonly Act[] = []): Promise<void> {
    void this.queue.restore(ALICE);
    this.queue.processQueue(this.#send);
    for (const act of acts) act(this.queue);
    await settled();
  }

  /** Does one thing after the other in the app that is open. */
  async go(acts: readonly Act[]): Promise<void> {
    for (const act of acts) {
      act(this.queue);
      await settled();
    }
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

/** Every kind of entry, each behind what it follows. */
const ACTS = [
  send('a'),
  edit('a', 'e1'),
  archive(true, 'd1'),
  send('b'),
  edit('a', 'e2'),
  unsend('b', 'e3'),
  archive(false, 'd2'),
];
const SAID = ['a', 'e1', 'b', 'e2', 'e3'].map(id);
const DONE = ['d1', 'd2'].map(id);

function expectPromisesKept(world: World, at: string): void {
  const { taken, promised, disk } = world;
  for (const [keys, line] of [
    [SAID, world.inLine('send')],
    [DONE, world.inLine('update')],
  ] as const)
    expect(line, `${at}: in order, each once`).toEqual(keys.slice(0, line.length));
  const what = Object.fromEntries(taken.map((one) => [one.key, one.what]));
  expect(what, `${at}: what was shown as kept`).toMatchObject(Object.fromEntries(promised));
  expect([...disk.keys()], `${at}: nothing is left over`).toEqual([]);
}

describe('an app that is killed', () => {
  it('at any point loses only what the screen had not shown as kept, and neither doubles nor reorders', async () => {
    const whole = new Life(new World());
    await whole.run(ACTS);
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
      const first = new Life(world, { killAt });
      await first.run(ACTS);
      expect(first.passed).toHaveLength(killAt);
      await new Life(world).run();
      expectPromisesKept(world, `killed ${first.passed.at(-1)} (${killAt})`);
      if (first.passed.at(-1) !== 'before persist') expect(world.taken).not.toEqual([]);
    }
  });

  it('and killed again at any point while it makes up for it, keeps its promises still', async () => {
    const once = 16;
    for (let killAt = 1; ; killAt += 1) {
      const world = new World();
      await new Life(world, { killAt: once }).run(ACTS);
      const second = new Life(world, { killAt });
      await second.run();
      await new Life(world).run();
      expectPromisesKept(world, `killed at ${once}, then at ${killAt}`);
      if (second.passed.length < killAt) break;
    }
  });

  it('while what waits is changed in its place, sends it as it was last shown as kept', async () => {
    const { passed } = await changedInPlace(new World(), Infinity);
    for (let killAt = 1; killAt <= passed.length; killAt += 1) {
      const world = new World();
      await changedInPlace(world, killAt);
      await new Life(world).run();
      const what = Object.fromEntries(world.taken.map((one) => [one.key, one.what]));
      const at = `killed ${passed[killAt - 1]} (${killAt})`;
      expect(what, at).toMatchObject(Object.fromEntries(world.promised));
      expect(world.inLine('send'), at).toEqual(['a', 'b'].map(id).filter((key) => key in what));
      expect([...world.disk.keys()], at).toEqual([]);
    }
  });
});

/** Without a network, the first of each line is under way, and those behind it change where they wait. */
async function changedInPlace(world: World, killAt: number): Promise<Life> {
  const life = new Life(world, { killAt, offline: true });
  await life.run();
  await life.go([send('a'), archive(true, 'd1')]);
  await life.go([send('b'), archive(false, 'd2'), edit('b', 'e1'), archive(true, 'd3'), edit('b', 'e2')]);
  return life;
}
