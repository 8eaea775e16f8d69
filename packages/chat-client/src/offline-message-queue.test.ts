import { ERRORS, type ErrorCode, type MessageDraft } from '@duet/contract';
import { describe, expect, it } from 'vitest';
import { ApiError, networkError } from './api-error.ts';
import { ALICE, BRUNO, contentOf, id } from './facts.fixture.ts';
import { seededRandom } from './history.fixture.ts';
import { manualClock, settled } from './manual-clock.fixture.ts';
import { OfflineMessageQueue, type RefusedUpdate, type SendFunction } from './offline-message-queue.ts';
import { memoryStorage, type KeyValueStorage } from './key-value-storage.ts';
import type { QueueEntry, SendEntry } from './queue-entry.ts';

const C1 = id('c1');
const C2 = id('c2');
const MINUTE = 60_000;

const draft = (key: string, content = key): MessageDraft => ({
  type: 'text',
  content,
  clientMessageId: id(key),
});

function refusal(code: ErrorCode, retryAfterMs?: number): ApiError {
  const { message, retryable } = ERRORS[code];
  return new ApiError({
    code,
    message,
    retryable,
    requestId: 'r',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** A server whose answers the test gives one by one. */
class Transport {
  readonly calls: { entry: QueueEntry; at: number; answer: (error?: Error) => Promise<void> }[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  readonly send: SendFunction = (entry) =>
    new Promise((resolve, reject) => {
      const answer = (error?: Error) => {
        if (error === undefined) resolve();
        else reject(error);
        return settled();
      };
      this.calls.push({ entry, at: this.#now(), answer });
    });

  get contents(): (string | undefined)[] {
    return this.calls.map(({ entry }) => contentOf(entry));
  }

  last() {
    const call = this.calls.at(-1);
    if (!call) throw new Error('nothing was sent');
    return call;
  }
}

function setUp(options: { storage?: KeyValueStorage; random?: () => number; owner?: string } = {}) {
  const { storage = memoryStorage(), random = () => 0.5, owner = ALICE } = options;
  const clock = manualClock();
  const transport = new Transport(clock.now);
  const shown = new Map<string, readonly QueueEntry[]>();
  const queue = new OfflineMessageQueue({ storage, clock, random });
  queue.subscribe((conversationId, entries) => shown.set(conversationId, entries));
  void queue.restore(owner);
  const process = () => {
    queue.processQueue(transport.send);
    return settled();
  };
  const enqueue = (conversationId: string, ...keys: string[]) => {
    for (const key of keys) queue.enqueueMessage({ conversationId, draft: draft(key) });
    return settled();
  };
  const contents = (conversationId: string) => shown.get(conversationId)?.map(contentOf);
  return { clock, transport, queue, process, enqueue, shown, contents, storage };
}

/** The keys of the messages in a storage. */
async function keysIn(storage: KeyValueStorage): Promise<(string | undefined)[]> {
  return (await storage.getAllKeys()).map((key) => key.split('/').at(-1)).sort();
}

describe('order', () => {
  it('shows an entry at once and sends one of a conversation at a time, in the order of enqueueing', async () => {
    const { transport, process, enqueue, contents } = setUp();
    const stored = enqueue(C1, 'a', 'b', 'c');
    expect(contents(C1)).toEqual(['a', 'b', 'c']);
    expect(transport.calls).toEqual([]);
    await stored;
    await process();
    expect(transport.contents).toEqual(['a']);
    await transport.last().answer();
    expect(transport.contents).toEqual(['a', 'b']);
    expect(contents(C1)).toEqual(['b', 'c']);
    await transport.last().answer();
    await transport.last().answer();
    expect(transport.contents).toEqual(['a', 'b', 'c']);
    expect(contents(C1)).toEqual([]);
  });

  it('is each conversation’s own: one that waits holds up no other', async () => {
    const { transport, process, enqueue } = setUp();
    await process();
    await enqueue(C1, 'a', 'b');
    await enqueue(C2, 'c', 'd');
    expect(transport.contents).toEqual(['a', 'c']);
    await transport.last().answer();
    expect(transport.contents).toEqual(['a', 'c', 'd']);
  });

  it('holds whatever becomes of the answers', async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = seededRandom(seed);
      const { clock, queue, enqueue, shown } = setUp({ random });
      const stored: string[] = [];
      let unanswered = 0;
      let mostUnanswered = 0;
      const send: SendFunction = async ({ key }) => {
        unanswered += 1;
        mostUnanswered = Math.max(mostUnanswered, unanswered);
        await settled();
        unanswered -= 1;
        if (random() < 0.3) throw networkError();
        if (!stored.includes(key)) stored.push(key);
        if (random() < 0.3) throw networkError();
      };
      const keys = ['0', '1', '2', '3', '4', '5'];
      queue.processQueue(send);
      for (const key of keys) {
        await enqueue(C1, key);
        if (random() < 0.3) queue.processQueue(send);
      }
      while (shown.get(C1)?.length !== 0) await clock.advance(10_000);
      expect(stored, `seed ${seed}`).toEqual(keys.map(id));
      expect(mostUnanswered, `seed ${seed}`).toBe(1);
    }
  });
});

describe('an unknown outcome', () => {
  it('is tried again under the same id until there is an answer, later and later', async () => {
    const { clock, transport, process, enqueue } = setUp();
    await process();
    await enqueue(C1, 'a', 'b');
    for (let attempt = 0; attempt < 7; attempt += 1) {
      await transport.last().answer(networkError());
      await clock.advance(8_000);
    }
    const times = transport.calls.map(({ at }) => at);
    const waits = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    // Half of 1, 2, 4, 8, 8 … seconds, with a random number of a half.
    expect(waits[0]).toBeLessThan(waits[3] ?? 0);
    expect(new Set(transport.calls.map(({ entry }) => entry.key))).toEqual(new Set([id('a')]));
    await transport.last().answer();
    expect(transport.last().entry.key).toBe(id('b'));
  });

  it('is tried again at once when there is a connection again', async () => {
    const { transport, process, enqueue } = setUp();
    await process();
    await enqueue(C1, 'a');
    await transport.last().answer(refusal('internal'));
    expect(transport.calls).toHaveLength(1);
    await process();
    expect(transport.calls).toHaveLength(2);
    await process();
    expect(transport.calls).toHaveLength(2);
  });
});

describe('retryAfterMs', () => {
  it('is obeyed, a new connection notwithstanding', async () => {
    const { clock, transport, process, enqueue } = setUp();
    await process();
    await enqueue(C1, 'a');
    await transport.last().answer(refusal('rate_limited', 5_000));
    await clock.advance(4_000);
    await process();
    await clock.advance(999);
    expect(transport.calls).toHaveLength(1);
    await clock.advance(1_000);
    expect(transport.calls).toHaveLength(2);
  });
});

describe('a refusal', () => {
  it('leaves the message in its place with the reason, and the next goes on', async () => {
    const { transport, process, enqueue, shown } = setUp();
    await process();
    await enqueue(C1, 'a', 'b');
    await transport.last().answer(refusal('conversation_blocked'));
    expect(shown.get(C1)).toMatchObject([{ failure: { code: 'conversation_blocked' } }, { key: id('b') }]);
    expect(transport.contents).toEqual(['a', 'b']);
    await transport.last().answer();
    expect(shown.get(C1)).toHaveLength(1);
  });

  it('can be retried under the same id, any number of taps being one', async () => {
    const { transport, queue, process, enqueue } = setUp();
    await process();
    await enqueue(C1, 'a');
    await transport.last().answer(refusal('conversation_closed'));
    expect([
      queue.remedies.retry(id('a')),
      queue.remedies.retry(id('a')),
      queue.remedies.retry(id('a')),
    ]).toEqual([true, false, false]);
    await settled();
    expect(transport.calls).toHaveLength(2);
    expect(transport.last().entry.key).toBe(id('a'));
  });

  it('can be retried as another message, under a new id and in the old place', async () => {
    const { transport, queue, process, enqueue, contents, storage } = setUp();
    await process();
    await enqueue(C1, 'a', 'b');
    await transport.last().answer(refusal('too_long'));
    queue.remedies.retry(id('a'), draft('d', 'shorter'));
    expect(contents(C1)).toEqual(['shorter', 'b']);
    await settled();
    expect(await keysIn(storage)).toEqual([id('b'), id('d')]);
    await transport.last().answer();
    expect(transport.last().entry).toMatchObject({ key: id('d'), failure: undefined });
  });

  it('can be discarded, which what may be with the server cannot', async () => {
    const { transport, queue, process, enqueue, contents, storage } = setUp();
    await process();
    await enqueue(C1, 'a', 'b');
    expect(queue.remedies.discard(id('a'))).toBe(false);
    await transport.last().answer(refusal('bad_text'));
    expect(queue.remedies.discard(id('a'))).toBe(true);
    expect(contents(C1)).toEqual(['b']);
    await settled();
    expect(await keysIn(storage)).toEqual([id('b')]);
  });

  it('that is about the session is none of the message', async () => {
    const { clock, transport, queue, process, enqueue, shown } = setUp();
    await process();
    await enqueue(C1, 'a');
    await transport.last().answer(refusal('session_revoked'));
    await queue.pause();
    await clock.advance(10 * MINUTE);
    expect(transport.calls).toHaveLength(1);
    expect(shown.get(C1)).toMatchObject([{ failure: undefined }]);
    await process();
    expect(transport.calls).toHaveLength(2);
  });

  it('of an unknown field holds for good after ten minutes, whatever happens between', async () => {
    const { clock, transport, process, enqueue, shown } = setUp();
    await process();
    await enqueue(C1, 'a');
    await transport.last().answer(refusal('unknown_field', 15_000));
    await clock.advance(5 * MINUTE);
    await transport.last().answer(networkError());
    await clock.advance(4 * MINUTE);
    await transport.last().answer(refusal('unknown_field', 15_000));
    expect(shown.get(C1)).toMatchObject([{ failure: undefined }]);
    await clock.advance(2 * MINUTE);
    await transport.last().answer(refusal('unknown_field', 15_000));
    expect(shown.get(C1)).toMatchObject([{ failure: { code: 'unknown_field' } }]);
  });
});

describe('storage', () => {
  it('brings everything back after a restart, in order, failures as failures', async () => {
    const first = setUp();
    await first.process();
    await first.enqueue(C1, 'a', 'b', 'c');
    await first.transport.last().answer(refusal('empty'));

    const second = setUp({ storage: first.storage });
    await second.process();
    expect(second.contents(C1)).toEqual(['a', 'b', 'c']);
    expect(second.shown.get(C1)).toMatchObject([{ failure: { code: 'empty' } }, {}, {}]);
    expect(second.transport.contents).toEqual(['b']);
  });

  it('keeps people apart, and each one’s messages for their return', async () => {
    const { storage, enqueue, queue } = setUp();
    await enqueue(C1, 'a');
    queue.close();
    const other = setUp({ storage, owner: BRUNO });
    await other.process();
    await other.enqueue(C1, 'b');
    expect(other.transport.contents).toEqual(['b']);
    const again = setUp({ storage });
    await again.process();
    expect(again.transport.contents).toEqual(['a']);
  });

  it('has a message before the screen says so, and before it is sent', async () => {
    const memory = memoryStorage();
    let store = () => {};
    const slow = new Promise<void>((resolve) => (store = resolve));
    const storage = {
      ...memory,
      setItem: (key: string, value: string) => slow.then(() => memory.setItem(key, value)),
    };
    const { transport, process, enqueue, shown } = setUp({ storage });
    await process();
    await enqueue(C1, 'a');
    expect(shown.get(C1)).toMatchObject([{ stored: false }]);
    expect(transport.calls).toEqual([]);
    store();
    await settled();
    expect(shown.get(C1)).toMatchObject([{ stored: true }]);
    expect(transport.contents).toEqual(['a']);
  });

  it('that is full is told on the message, which is not sent; others are, and it can be retried', async () => {
    let full = true;
    const memory = memoryStorage();
    const storage: KeyValueStorage = {
      ...memory,
      setItem: (key, value) => {
        return full && key.endsWith(id('a')) ? Promise.reject(new Error('full')) : memory.setItem(key, value);
      },
    };
    const { transport, queue, process, enqueue, shown } = setUp({ storage });
    await process();
    await enqueue(C1, 'a', 'b');
    expect(shown.get(C1)).toMatchObject([{ failure: { code: 'not_stored' } }, { key: id('b') }]);
    expect(transport.contents).toEqual(['b']);
    await transport.last().answer();
    full = false;
    queue.remedies.retry(id('a'));
    await settled();
    expect(transport.contents).toEqual(['b', 'a']);
  });

  it('that is too full even to remove things sends them once more, for the server to recognise', async () => {
    const first = setUp();
    const storage = { ...first.storage, removeItem: () => Promise.reject(new Error('full')) };
    const { transport, process, enqueue, contents } = setUp({ storage });
    await process();
    await enqueue(C1, 'a');
    await transport.last().answer();
    expect(contents(C1)).toEqual([]);
    const second = setUp({ storage });
    await second.process();
    expect(second.transport.contents).toEqual(['a']);
  });

  it('that is damaged loses what was there, says so in its place, and keeps the others', async () => {
    const { storage, enqueue } = setUp();
    await enqueue(C1, 'a', 'b', 'c');
    const [keyA = '', keyB = ''] = (await storage.getAllKeys()).toSorted();
    await storage.setItem(keyA, '{"draft":{"type":"te');
    const unreadable = new Set([keyB]);
    const damaged: KeyValueStorage = {
      ...storage,
      getItem: (key) => (unreadable.has(key) ? Promise.reject(new Error('I/O')) : storage.getItem(key)),
    };
    const { transport, queue, process, shown } = setUp({ storage: damaged });
    await process();
    expect(shown.get(C1)?.map(({ key, failure }) => [key, failure?.code])).toEqual([
      [id('a'), 'unreadable'],
      [id('b'), 'unreadable'],
      [id('c'), undefined],
    ]);
    expect(transport.contents).toEqual(['c']);
    expect(queue.remedies.discard(id('a'))).toBe(true);
    await settled();
    expect(await keysIn(storage)).not.toContain(id('a'));
  });

  it('that cannot be read at all is read again at the next turn', async () => {
    const { storage, enqueue } = setUp();
    await enqueue(C1, 'a');
    let away = true;
    const flaky: KeyValueStorage = {
      ...storage,
      getAllKeys: () => (away ? Promise.reject(new Error('locked')) : storage.getAllKeys()),
    };
    const { transport, queue, process } = setUp({ storage: flaky });
    await process();
    expect(transport.calls).toEqual([]);
    away = false;
    await queue.pause();
    await process();
    expect(transport.contents).toEqual(['a']);
  });

  it('is emptied by signing out, and a late answer brings nothing back', async () => {
    const { transport, queue, process, enqueue, contents, storage } = setUp();
    await process();
    await enqueue(C1, 'a', 'b');
    const cleared = queue.clear();
    await transport.last().answer(refusal('empty'));
    await cleared;
    expect(contents(C1)).toEqual([]);
    expect(await keysIn(storage)).toEqual([]);
    await queue.restore(ALICE);
    await process();
    expect(transport.calls).toHaveLength(1);
  });

  it('belongs to somebody before anything is put into it', () => {
    const queue = new OfflineMessageQueue({ storage: memoryStorage() });
    const enqueue = () => queue.enqueueMessage({ conversationId: C1, draft: draft('a') });
    expect(enqueue).toThrow(expect.objectContaining({ code: 'auth_required' }));
  });
});

describe('a booking that changed', () => {
  it('pauses the message in its place; what was written after it waits, other conversations do not', async () => {
    const { transport, process, enqueue, shown } = setUp();
    await process();
    await enqueue(C1, 'a', 'b');
    await transport.last().answer(refusal('booking_changed'));
    await enqueue(C2, 'c');
    await process();
    expect(transport.contents).toEqual(['a', 'c']);
    expect(shown.get(C1)).toMatchObject([{ failure: { code: 'booking_changed' } }, { failure: undefined }]);
  });

  it('still asks after a restart', async () => {
    const first = setUp();
    await first.process();
    await first.enqueue(C1, 'a', 'b');
    await first.transport.last().answer(refusal('booking_changed'));
    const second = setUp({ storage: first.storage });
    await second.process();
    expect(second.transport.calls).toEqual([]);
    expect(second.shown.get(C1)).toMatchObject([{ failure: { code: 'booking_changed' } }, {}]);
  });

  it('lets everything go on in order once the author has answered: send anyway, edit or discard', async () => {
    const answers = {
      a: (queue: OfflineMessageQueue) => queue.remedies.confirm(id('a'), 2),
      d: (queue: OfflineMessageQueue) => queue.remedies.retry(id('a'), draft('d')),
      '': (queue: OfflineMessageQueue) => queue.remedies.discard(id('a')),
    };
    for (const [sentInstead, answer] of Object.entries(answers)) {
      const { transport, queue, process, enqueue } = setUp();
      await process();
      await enqueue(C1, 'a', 'b');
      await transport.last().answer(refusal('booking_changed'));
      answer(queue);
      await settled();
      if (sentInstead !== '') await transport.last().answer();
      await transport.last().answer();
      expect(transport.contents).toEqual(['a', sentInstead, 'b'].filter(Boolean));
    }
  });

  it('is answered once for all that waits, and the answer survives the app', async () => {
    const { storage, transport, queue, process, enqueue } = setUp();
    await process();
    await enqueue(C1, 'a', 'b', 'c');
    await transport.last().answer(refusal('booking_changed'));
    expect(['a', 'b', 'c'].map((key) => queue.remedies.confirm(id(key), 2))).toEqual([true, true, true]);
    await settled();
    queue.close();
    const second = setUp({ storage });
    await second.process();
    for (const _ of ['a', 'b', 'c']) await second.transport.last().answer();
    expect(
      second.transport.calls.map(({ entry }) => [entry.key, (entry as SendEntry).draft.bookingVersion]),
    ).toEqual(['a', 'b', 'c'].map((key) => [id(key), 2]));
    expect(queue.remedies.confirm(id('a'), 3)).toBe(false);
  });
});

describe('a change of a message', () => {
  const edit = (of: string, content: string) => ({
    conversationId: C1,
    clientMessageId: id(of),
    editId: id(`ed${of}`),
    content,
  });
  const unsend = (of: string) => ({ conversationId: C1, clientMessageId: id(of), key: id(`de${of}`) });
  const kinds = ({ calls }: Transport) => calls.map(({ entry }) => `${entry.kind} ${contentOf(entry)}`);

  it('that nobody can have yet is made in its place, and survives the app', async () => {
    const { storage, transport, queue, process, enqueue, contents } = setUp();
    await process();
    await enqueue(C1, 'a', 'b', 'c');
    queue.enqueueEdit(edit('b', 'b, edited'));
    queue.enqueueUnsend(unsend('c'));
    await settled();
    expect(contents(C1)).toEqual(['a', 'b, edited']);
    queue.close();
    const second = setUp({ storage });
    await second.process();
    await second.transport.last().answer();
    await second.transport.last().answer();
    expect(kinds(second.transport)).toEqual(['send a', 'send b, edited']);
    expect(await keysIn(storage)).toEqual([]);
    expect(transport.contents).toEqual(['a']);
  });

  it('waits behind its message while nobody knows whether the server has that', async () => {
    const { storage, clock, transport, queue, process, enqueue } = setUp();
    await process();
    await enqueue(C1, 'a', 'b');
    queue.enqueueEdit(edit('a', 'a, edited'));
    await transport.last().answer(networkError());
    queue.enqueueUnsend(unsend('a'));
    await clock.advance(2_000);
    for (let n = 0; n < 4; n += 1) await transport.last().answer();
    expect(kinds(transport)).toEqual(['send a', 'send a', 'send b', 'edit a, edited', 'unsend undefined']);
    expect(await keysIn(storage)).toEqual([]);
  });

  it('of a message that the server has is sent in its turn, once it is stored, and after a restart too', async () => {
    const { storage, queue, process, transport } = setUp();
    queue.enqueueEdit(edit('x', 'other words'));
    queue.enqueueUnsend(unsend('y'));
    expect(transport.calls).toEqual([]);
    await settled();
    queue.close();
    const second = setUp({ storage });
    await process();
    await second.process();
    for (let n = 0; n < 2; n += 1) await second.transport.last().answer();
    expect(second.transport.calls.map(({ entry }) => entry)).toMatchObject([
      { kind: 'edit', key: id('edx'), clientMessageId: id('x'), content: 'other words', attempted: true },
      { kind: 'unsend', clientMessageId: id('y') },
    ]);
  });

  it('that is refused stays, in words, until retried or discarded; the next goes on', async () => {
    const { queue, process, transport, enqueue } = setUp();
    await process();
    queue.enqueueEdit(edit('x', 'too late'));
    await enqueue(C1, 'a');
    await transport.last().answer(refusal('edit_too_late'));
    expect(queue.find(id('edx'))?.failure?.code).toBe('edit_too_late');
    expect(kinds(transport)).toEqual(['edit too late', 'send a']);
    await transport.last().answer();
    expect(queue.remedies.retry(id('edx'))).toBe(true);
    await settled();
    await transport.last().answer(refusal('edit_too_late'));
    expect(queue.remedies.discard(id('edx'))).toBe(true);
    expect(queue.find(id('edx'))).toBeUndefined();
  });

  it('of a message that the server refuses waits with it; one that takes it back takes it away', async () => {
    const { storage, queue, process, transport, enqueue } = setUp();
    await process();
    await enqueue(C1, 'a', 'b');
    queue.enqueueEdit(edit('a', 'a, edited'));
    await transport.last().answer(refusal('conversation_closed'));
    expect(queue.find(id('a'))).toMatchObject({ failure: { code: 'conversation_closed' } });
    queue.enqueueUnsend(unsend('b'));
    await transport.last().answer(refusal('conversation_closed'));
    expect(queue.find(id('b'))).toBeUndefined();
    expect(await keysIn(storage)).toEqual([id('a'), id('eda')].sort());
    queue.remedies.retry(id('a'));
    await settled();
    await transport.last().answer();
    await transport.last().answer(refusal('message_not_found'));
    expect(kinds(transport)).toEqual(['send a', 'send b', 'send a', 'edit a, edited']);
    expect(await keysIn(storage)).toEqual([]);
  });
});

describe('a change of the own side', () => {
  const update = (key: string, change: object, conversationId = C1) => ({
    conversationId,
    key: id(key),
    change,
  });
  const changes = ({ calls }: Transport) =>
    calls.map(({ entry }) => (entry.kind === 'update' ? entry.change : entry.kind));

  it('does not wait behind messages, and takes a later one in while it waits', async () => {
    const { storage, clock, transport, queue, process, enqueue } = setUp();
    await process();
    await enqueue(C1, 'a');
    queue.enqueueUpdate(update('1', { archived: true, asOfSeq: 3 }));
    await settled();
    queue.enqueueUpdate(update('2', { markedUnread: true }));
    queue.enqueueUpdate(update('3', { archived: false }));
    await settled();
    expect(changes(transport)).toEqual(['send', { archived: true, asOfSeq: 3 }]);
    await transport.last().answer(networkError());
    await clock.advance(2_000);
    await transport.calls.findLast(({ entry }) => entry.kind === 'update')?.answer();
    expect(changes(transport).at(-1)).toEqual({ markedUnread: true, archived: false });
    await transport.last().answer();
    expect((await keysIn(storage)).at(-1)).toEqual(id('a'));
  });

  it('that is refused is over, and told', async () => {
    const { storage, transport, queue, process, shown } = setUp();
    const told: RefusedUpdate[] = [];
    queue.subscribeRefusedUpdates((refused) => told.push(refused));
    await process();
    queue.enqueueUpdate(update('1', { pinned: true }));
    await settled();
    expect(told).toEqual([]);
    await transport.last().answer(refusal('too_many_pins'));
    expect(shown.get(C1)).toEqual([]);
    expect(told).toMatchObject([
      { conversationId: C1, change: { pinned: true }, failure: { code: 'too_many_pins' } },
    ]);
    expect(await keysIn(storage)).toEqual([]);
  });
});

describe('a connection that flaps', () => {
  it('once a second makes no storm: one attempt at a time, and hardly more than one a second', async () => {
    const { clock, queue, enqueue } = setUp({ random: seededRandom(7) });
    let unanswered = 0;
    let most = 0;
    let attempts = 0;
    const send: SendFunction = () =>
      new Promise((_, reject) => {
        attempts += 1;
        unanswered += 1;
        most = Math.max(most, unanswered);
        clock.after(500, () => {
          unanswered -= 1;
          reject(networkError());
        });
      });
    await enqueue(C1, 'a', 'b', 'c');
    for (let second = 0; second < 60; second += 1) {
      queue.processQueue(send);
      await clock.advance(1_000);
    }
    expect(most).toBe(1);
    expect(attempts).toBeGreaterThan(50);
    expect(attempts).toBeLessThan(75);
  });
});

describe('the app’s one queue', () => {
  it('is made once, and asked for by name', () => {
    expect(() => OfflineMessageQueue.getInstance()).toThrow('configure');
    const queue = OfflineMessageQueue.configure({ storage: memoryStorage() });
    expect(OfflineMessageQueue.getInstance()).toBe(queue);
    expect(() => OfflineMessageQueue.configure({ storage: memoryStorage() })).toThrow('already');
  });
});
