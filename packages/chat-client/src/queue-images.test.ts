import { ERRORS, type ErrorCode, type MessageDraft } from '@duet/contract';
import { describe, expect, it } from 'vitest';
import { ApiError, networkError } from './api-error.ts';
import { ALICE, id } from './facts.fixture.ts';
import { memoryStorage, type KeyValueStorage } from './key-value-storage.ts';
import { manualClock, settled } from './manual-clock.fixture.ts';
import { OfflineMessageQueue } from './offline-message-queue.ts';
import { memoryPictures, type Picture, type PictureStore } from './picture-store.ts';
import { draftOf, type QueueEntry } from './queue-entry.ts';
import type { UploadFunction } from './queue-uploads.ts';

const C1 = id('c1');

function refusal(code: ErrorCode): ApiError {
  const { message, retryable } = ERRORS[code];
  return new ApiError({ code, message, retryable, requestId: 'r' });
}

const text = (name: string): MessageDraft => ({ type: 'text', content: name, clientMessageId: id(name) });
const photos = (name: string, content?: string): MessageDraft => ({
  type: 'image',
  imageIds: [],
  clientMessageId: id(name),
  ...(content !== undefined && { content }),
});
const pictures = (...names: string[]) =>
  names.map((name) => ({
    key: id(name),
    contentType: 'image/jpeg',
    width: 4,
    height: 3,
    picture: `file:${name}`,
  }));

/** A server that takes messages as they come, and uploads whose answers the test gives one by one. */
function setUp(options: { storage?: KeyValueStorage; store?: PictureStore } = {}) {
  const { storage = memoryStorage(), store = memoryPictures() } = options;
  const clock = manualClock();
  const sent: MessageDraft[] = [];
  const refusals: ApiError[] = [];
  const uploads: {
    key: string;
    signal: AbortSignal;
    progress: (sent: number) => void;
    answer: (outcome: string | Error) => Promise<void>;
  }[] = [];
  let shown: readonly QueueEntry[] = [];
  const queue = new OfflineMessageQueue({ storage, pictures: store, clock, random: () => 0.5 });
  queue.subscribe((_, entries) => (shown = entries));
  void queue.restore(ALICE);
  const upload: UploadFunction = (_, { key }, { onProgress, signal }) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(networkError()));
      const answer = (outcome: string | Error) => {
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
        return settled();
      };
      uploads.push({ key, signal, progress: onProgress, answer });
    });
  const process = () => {
    queue.processQueue(async (entry) => {
      const refused = refusals.shift();
      if (refused) throw refused;
      if (entry.kind === 'send') sent.push(draftOf(entry));
    }, upload);
    return settled();
  };
  const enqueue = (draft: MessageDraft, ...names: string[]) => {
    queue.enqueueMessage({ conversationId: C1, draft, images: pictures(...names) });
    return settled();
  };
  const last = () => uploads.at(-1)!;
  return {
    clock,
    queue,
    storage,
    store,
    sent,
    refusals,
    uploads,
    process,
    enqueue,
    last,
    entries: () => shown,
  };
}

describe('a message with images', () => {
  it('is sent when all of them are with the server, in their order, and their pictures are gone then', async () => {
    const { store, sent, uploads, process, enqueue, last } = setUp();
    await process();
    await enqueue(photos('a', 'Look'), 'p1', 'p2');
    expect(uploads.map(({ key }) => key)).toEqual([id('p1')]);
    await last().answer('i1');
    expect(uploads.map(({ key }) => key)).toEqual([id('p1'), id('p2')]);
    expect(sent).toEqual([]);
    await last().answer('i2');
    expect(sent).toEqual([{ ...photos('a', 'Look'), imageIds: ['i1', 'i2'] }]);
    expect(await store.names()).toEqual([]);
  });

  it('lets what was written after it go first, but for its own changes', async () => {
    const { queue, sent, process, enqueue, last } = setUp();
    await process();
    await enqueue(photos('a'), 'p1');
    await enqueue(text('b'));
    queue.enqueueEdit({ conversationId: C1, clientMessageId: id('a'), editId: id('e1'), content: 'Caption' });
    await settled();
    expect(sent).toEqual([text('b')]);
    await last().answer('i1');
    expect(sent).toEqual([text('b'), { ...photos('a', 'Caption'), imageIds: ['i1'] }]);
  });

  it('shows how far it has come, in steps, and tries again what has no answer', async () => {
    const { clock, uploads, process, enqueue, last, entries } = setUp();
    await process();
    await enqueue(photos('a'), 'p1');
    last().progress(0.42);
    expect(entries()).toMatchObject([{ images: [{ sent: 0.4 }] }]);
    await last().answer(networkError());
    expect(entries()).toMatchObject([{ failure: undefined, images: [{ sent: undefined }] }]);
    await clock.advance(10_000);
    expect(uploads).toHaveLength(2);
  });

  it('can be taken back as long as nobody has it, and stops what is under way', async () => {
    const { queue, store, sent, uploads, process, enqueue, last, entries } = setUp();
    await process();
    await enqueue(photos('a'), 'p1', 'p2');
    await last().answer('i1');
    queue.enqueueUnsend({ conversationId: C1, clientMessageId: id('a'), key: id('u1') });
    expect(last().signal.aborted).toBe(true);
    await settled();
    expect([entries(), sent, await store.names()]).toEqual([[], [], []]);
    expect(uploads).toHaveLength(2);
  });

  it('that is taken back before the device has it leaves nothing behind', async () => {
    const { queue, storage, store, sent, process, enqueue, entries } = setUp();
    await process();
    const enqueued = enqueue(photos('a'), 'p1');
    queue.enqueueUnsend({ conversationId: C1, clientMessageId: id('a'), key: id('u1') });
    await enqueued;
    expect([entries(), sent, await storage.getAllKeys(), await store.names()]).toEqual([[], [], [], []]);
  });
});

describe('an image that is refused', () => {
  it('asks its author, and is sent again, with what was uploaded before', async () => {
    const { queue, sent, uploads, process, enqueue, last, entries } = setUp();
    await process();
    await enqueue(photos('a'), 'p1', 'p2');
    await last().answer('i1');
    await last().answer(refusal('image_invalid'));
    expect(entries()).toMatchObject([
      {
        failure: { code: 'image_invalid' },
        images: [{ imageId: 'i1' }, { failure: { code: 'image_invalid' } }],
      },
    ]);
    expect(queue.remedies.retry(id('a'))).toBe(true);
    await settled();
    expect(uploads.map(({ key }) => key)).toEqual(['p1', 'p2', 'p2'].map(id));
    await last().answer('i2');
    expect(sent).toEqual([{ ...photos('a'), imageIds: ['i1', 'i2'] }]);
  });

  it('is left out when its author says so: of the others, of a caption, and never in silence', async () => {
    const { queue, store, sent, process, enqueue, last, entries } = setUp();
    await process();
    await enqueue(photos('a'), 'p1', 'p2');
    await last().answer(refusal('image_invalid'));
    expect(queue.remedies.sendWithoutFailed(id('a'))).toBe(true);
    await settled();
    await last().answer('i2');
    await enqueue(photos('b', 'A caption'), 'p3');
    await last().answer(refusal('image_type_unsupported'));
    expect(queue.remedies.sendWithoutFailed(id('b'))).toBe(true);
    await settled();
    expect(sent).toEqual([
      { ...photos('a'), imageIds: ['i2'] },
      { type: 'text', content: 'A caption', clientMessageId: id('b') },
    ]);
    await enqueue(photos('c'), 'p4');
    await last().answer(refusal('image_invalid'));
    expect(queue.remedies.sendWithoutFailed(id('c'))).toBe(false);
    expect(entries()).toHaveLength(1);
    expect(queue.remedies.discard(id('c'))).toBe(true);
    await settled();
    expect(await store.names()).toEqual([]);
  });

  it('is uploaded anew, once, when the server has given it up before the message came', async () => {
    const { queue, sent, refusals, uploads, process, enqueue, last, entries } = setUp();
    await process();
    refusals.push(refusal('image_not_found'), refusal('image_not_found'));
    await enqueue(photos('a'), 'p1');
    await last().answer('i1');
    expect(uploads).toHaveLength(2);
    await last().answer('i2');
    expect(entries()).toMatchObject([{ failure: { code: 'image_not_found' } }]);
    queue.remedies.retry(id('a'));
    await settled();
    await last().answer('i3');
    expect(sent).toEqual([{ ...photos('a'), imageIds: ['i3'] }]);
  });
});

describe('a device', () => {
  it('that has no room for a picture says so, and keeps it as long as the app lasts', async () => {
    const memory = memoryPictures();
    let full = true;
    const store: PictureStore = {
      ...memory,
      keep: async () => {
        if (full) throw new Error('full');
      },
    };
    const { queue, sent, process, enqueue, last, entries } = setUp({ store });
    await process();
    await enqueue(photos('a'), 'p1');
    expect(entries()).toMatchObject([{ failure: { code: 'not_stored' } }]);
    full = false;
    queue.remedies.retry(id('a'));
    await settled();
    await last().answer('i1');
    expect(sent).toHaveLength(1);
  });

  it('forgets the pictures of whoever signs out, and those of no message after a day', async () => {
    const { clock, queue, store, enqueue } = setUp();
    await enqueue(photos('a'), 'p1');
    store.hold(`${ALICE}/${id('lost')}`, 'file:lost');
    await queue.restore(ALICE);
    await clock.advance(0);
    expect(await store.names()).toEqual([`${ALICE}/${id('p1')}`]);
    await queue.clear();
    expect(await store.names()).toEqual([]);
  });
});

/** What survives a kill: the disk, its pictures, and the server with what it has taken. */
class World {
  readonly disk = new Map<string, string>();
  readonly files = new Map<string, Picture>();
  readonly taken = new Map<string, string>();
  readonly faults: string[] = [];
  readonly promised = new Set<string>();
  made = 0;
}

/** One life of the app, which ends without a word at its `killAt`-th point. */
class Life {
  passed = 0;
  readonly queue: OfflineMessageQueue;
  readonly #world: World;
  readonly #killAt: number;

  constructor(world: World, killAt = Infinity) {
    this.#world = world;
    this.#killAt = killAt;
    const held = new Map<string, Picture>();
    const { disk, files } = world;
    this.queue = new OfflineMessageQueue({
      clock: manualClock(),
      random: () => 0,
      storage: {
        getAllKeys: async () => [...disk.keys()],
        getItem: async (key) => disk.get(key) ?? null,
        setItem: (key, value) => this.#change(() => disk.set(key, value)),
        removeItem: (key) => this.#change(() => disk.delete(key)),
      },
      pictures: {
        hold: (name, picture) => void held.set(name, picture),
        keep: (name) => this.#change(() => held.has(name) && files.set(name, held.get(name)!)),
        get: async (name) => held.get(name) ?? files.get(name),
        show: async () => undefined,
        remove: (name) => this.#change(() => files.delete(name)),
        names: async () => [...files.keys()],
      },
    });
    this.queue.subscribe((_, entries) => {
      for (const entry of entries) if (entry.stored && this.#isAlive) world.promised.add(entry.key);
    });
  }

  async run(...acts: ((queue: OfflineMessageQueue) => void)[]): Promise<void> {
    const { taken, faults } = this.#world;
    void this.queue.restore(ALICE);
    this.queue.processQueue(
      (entry) =>
        this.#change(() => {
          if (entry.kind !== 'send') return;
          const said = JSON.stringify(draftOf(entry));
          const before = taken.get(entry.key);
          // The server's word: this id was used for another message.
          if (before !== undefined && before !== said) faults.push(`${before} became ${said}`);
          taken.set(entry.key, before ?? said);
        }),
      async (entry, image) => {
        if (!this.#world.files.has(`${entry.senderId}/${image.key}`)) throw refusal('image_invalid');
        await this.#change(() => (this.#world.made += 1));
        return `made-${this.#world.made}`;
      },
    );
    for (const act of acts) act(this.queue);
    await settled();
    await settled();
  }

  get #isAlive(): boolean {
    return this.passed < this.#killAt;
  }

  /** There is a point before and after everything that leaves a trace. */
  async #change(work: () => unknown): Promise<void> {
    await this.#point();
    work();
    await this.#point();
  }

  #point(): Promise<void> {
    if (this.#isAlive) this.passed += 1;
    return this.#isAlive ? Promise.resolve() : new Promise(() => undefined);
  }
}

describe('an app that is killed', () => {
  const acts = [
    (queue: OfflineMessageQueue) =>
      queue.enqueueMessage({ conversationId: C1, draft: photos('a', 'Look'), images: pictures('p1', 'p2') }),
    (queue: OfflineMessageQueue) => queue.enqueueMessage({ conversationId: C1, draft: text('b') }),
  ];

  it('at any point sends what it had shown as kept, with all of its images, once and always with the same', async () => {
    const whole = new Life(new World());
    await whole.run(...acts);
    expect(whole.passed).toBeGreaterThan(20);
    for (let killAt = 1; killAt <= whole.passed; killAt += 1) {
      const world = new World();
      await new Life(world, killAt).run(...acts);
      const { promised } = world;
      const kept = [...promised];
      await new Life(world).run();
      const at = `killed at ${killAt}`;
      expect(world.faults, at).toEqual([]);
      expect([...world.taken.keys()], at).toEqual(expect.arrayContaining(kept));
      const said = world.taken.get(id('a'));
      if (said !== undefined)
        expect((JSON.parse(said) as { imageIds: string[] }).imageIds, at).toHaveLength(2);
      expect([...world.disk.keys()], at).toEqual([]);
    }
  });
});
