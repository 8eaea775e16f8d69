import { ERRORS, type ErrorCode, type MessageDraft } from '@duet/contract';
import { describe, expect, it } from 'vitest';
import { ApiError, networkError } from './api-error.ts';
import { ALICE, BRUNO, id } from './facts.fixture.ts';
import { seededRandom } from './history.fixture.ts';
import { manualClock, settled } from './manual-clock.fixture.ts';
import { OfflineMessageQueue, type SendFunction } from './offline-message-queue.ts';
import { memoryQueueStorage, type QueueEntry, type QueueStorage } from './queue-entry.ts';

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
    return this.calls.map(({ entry }) => entry.draft.content);
  }

  last() {
    const call = this.calls.at(-1);
    if (!call) throw new Error('nothing was sent');
    return call;
  }
}

function setUp(options: { storage?: QueueStorage; random?: () => number } = {}) {
  const { storage = memoryQueueStorage(), random = () => 0.5 } = options;
  const clock = manualClock();
  const transport = new Transport(clock.now);
  const shown = new Map<string, readonly QueueEntry[]>();
  const queue = new OfflineMessageQueue({
    storage,
    clock,
    random,
    onChange: (conversationId, entries) => shown.set(conversationId, entries),
  });
  const enqueue = (conversationId: string, ...keys: string[]) => {
    for (const key of keys) queue.enqueueMessage({ conversationId, senderId: ALICE, draft: draft(key) });
    return settled();
  };
  const contents = (conversationId: string) => shown.get(conversationId)?.map((one) => one.draft.content);
  return { clock, transport, queue, enqueue, shown, contents, storage };
}

describe('order', () => {
  it('shows an entry at once and sends one of a conversation at a time, in the order of enqueueing', async () => {
    const { transport, queue, enqueue, contents } = setUp();
    const stored = enqueue(C1, 'a', 'b', 'c');
    expect(contents(C1)).toEqual(['a', 'b', 'c']);
    expect(transport.calls).toEqual([]);
    await stored;
    queue.processQueue(transport.send);
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
    const { transport, queue, enqueue } = setUp();
    queue.processQueue(transport.send);
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
    const { clock, transport, queue, enqueue } = setUp();
    queue.processQueue(transport.send);
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
    const { transport, queue, enqueue } = setUp();
    queue.processQueue(transport.send);
    await enqueue(C1, 'a');
    await transport.last().answer(refusal('internal'));
    expect(transport.calls).toHaveLength(1);
    queue.processQueue(transport.send);
    expect(transport.calls).toHaveLength(2);
    queue.processQueue(transport.send);
    expect(transport.calls).toHaveLength(2);
  });
});

describe('retryAfterMs', () => {
  it('is obeyed, a new connection notwithstanding', async () => {
    const { clock, transport, queue, enqueue } = setUp();
    queue.processQueue(transport.send);
    await enqueue(C1, 'a');
    await transport.last().answer(refusal('rate_limited', 5_000));
    await clock.advance(4_000);
    queue.processQueue(transport.send);
    await clock.advance(999);
    expect(transport.calls).toHaveLength(1);
    await clock.advance(1_000);
    expect(transport.calls).toHaveLength(2);
  });
});

describe('a refusal', () => {
  it('leaves the message in its place with the reason, and the next goes on', async () => {
    const { transport, queue, enqueue, shown } = setUp();
    queue.processQueue(transport.send);
    await enqueue(C1, 'a', 'b');
    await transport.last().answer(refusal('conversation_blocked'));
    expect(shown.get(C1)).toMatchObject([{ failure: { code: 'conversation_blocked' } }, { key: id('b') }]);
    expect(transport.contents).toEqual(['a', 'b']);
    await transport.last().answer();
    expect(shown.get(C1)).toHaveLength(1);
  });

  it('can be retried under the same id, any number of taps being one', async () => {
    const { transport, queue, enqueue } = setUp();
    queue.processQueue(transport.send);
    await enqueue(C1, 'a');
    await transport.last().answer(refusal('conversation_closed'));
    expect([queue.retry(id('a')), queue.retry(id('a')), queue.retry(id('a'))]).toEqual([true, false, false]);
    await settled();
    expect(transport.calls).toHaveLength(2);
    expect(transport.last().entry.key).toBe(id('a'));
  });

  it('can be retried as another message, under a new id and in the old place', async () => {
    const { transport, queue, enqueue, contents, storage } = setUp();
    queue.processQueue(transport.send);
    await enqueue(C1, 'a', 'b');
    await transport.last().answer(refusal('too_long'));
    queue.retry(id('a'), draft('d', 'shorter'));
    expect(contents(C1)).toEqual(['shorter', 'b']);
    await settled();
    expect((await storage.load()).map(({ key }) => key).sort()).toEqual([id('b'), id('d')]);
    await transport.last().answer();
    expect(transport.last().entry).toMatchObject({ key: id('d'), failure: undefined });
  });

  it('can be discarded, which what may be with the server cannot', async () => {
    const { transport, queue, enqueue, contents, storage } = setUp();
    queue.processQueue(transport.send);
    await enqueue(C1, 'a', 'b');
    expect(queue.discard(id('a'))).toBe(false);
    await transport.last().answer(refusal('bad_text'));
    expect(queue.discard(id('a'))).toBe(true);
    expect(contents(C1)).toEqual(['b']);
    expect(await storage.load()).toHaveLength(1);
  });

  it('that is about the session is none of the message', async () => {
    const { clock, transport, queue, enqueue, shown } = setUp();
    queue.processQueue(transport.send);
    await enqueue(C1, 'a');
    await transport.last().answer(refusal('session_revoked'));
    queue.pause();
    await clock.advance(10 * MINUTE);
    expect(transport.calls).toHaveLength(1);
    expect(shown.get(C1)).toMatchObject([{ failure: undefined }]);
    queue.processQueue(transport.send);
    expect(transport.calls).toHaveLength(2);
  });

  it('of an unknown field holds for good after ten minutes, whatever happens between', async () => {
    const { clock, transport, queue, enqueue, shown } = setUp();
    queue.processQueue(transport.send);
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
    first.queue.processQueue(first.transport.send);
    await first.enqueue(C1, 'a', 'b', 'c');
    await first.transport.last().answer(refusal('empty'));

    const second = setUp({ storage: first.storage });
    second.queue.processQueue(second.transport.send);
    await second.queue.restore(ALICE);
    expect(second.contents(C1)).toEqual(['a', 'b', 'c']);
    expect(second.shown.get(C1)).toMatchObject([{ failure: { code: 'empty' } }, {}, {}]);
    expect(second.transport.contents).toEqual(['b']);
  });

  it('gives nobody what another person left behind', async () => {
    const first = setUp();
    await first.enqueue(C1, 'a');
    const second = setUp({ storage: first.storage });
    second.queue.processQueue(second.transport.send);
    await second.queue.restore(BRUNO);
    expect(second.transport.calls).toEqual([]);
    expect(await first.storage.load()).toEqual([]);
  });

  it('is waited for before anything is sent, and its failure is told', async () => {
    let full = true;
    const memory = memoryQueueStorage();
    const storage: QueueStorage = {
      ...memory,
      save: (entry) => (full ? Promise.reject(new Error('full')) : memory.save(entry)),
    };
    const { transport, queue, enqueue, shown } = setUp({ storage });
    queue.processQueue(transport.send);
    await enqueue(C1, 'a');
    expect(shown.get(C1)).toMatchObject([{ failure: { code: 'not_stored' } }]);
    expect(transport.calls).toEqual([]);
    full = false;
    queue.retry(id('a'));
    await settled();
    expect(transport.contents).toEqual(['a']);
  });

  it('is emptied by signing out, and a late answer brings nothing back', async () => {
    const { transport, queue, enqueue, contents, storage } = setUp();
    queue.processQueue(transport.send);
    await enqueue(C1, 'a', 'b');
    queue.clear();
    await transport.last().answer(refusal('empty'));
    expect(contents(C1)).toEqual([]);
    expect(await storage.load()).toEqual([]);
    queue.processQueue(transport.send);
    await settled();
    expect(transport.calls).toHaveLength(1);
  });
});
