import { AppError } from '@duet/contract';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConversationQueue } from './conversation-queue.ts';
import type { Watermark } from './write.ts';
import { done, FakeWrites, newMessage } from './writes.fixture.ts';

const ok = { outcome: 'done' } as const;
const held = { outcome: 'held' } as const;

function setup() {
  const writes = new FakeWrites();
  const queue = new ConversationQueue(writes);
  /** Sends a text and answers how that ended, in a word. */
  const send = (content: string, fields: Partial<ReturnType<typeof newMessage>> = {}) =>
    queue.append(newMessage({ content, ...fields })).then(
      ({ outcome }) => `${content} ${outcome}`,
      (error: AppError) => `${content} ${error.code}`,
    );
  const read = (upToSeq: number, fields: Partial<Watermark> = {}) =>
    queue.advance({ conversationId: 'a', side: 'artist', kind: 'read', upToSeq, ...fields });
  return { writes, queue, send, read };
}

/** A conversation's work that ends when told to. */
function stuck() {
  const { promise, resolve } = Promise.withResolvers<typeof ok>();
  return { work: () => promise, resolve: () => resolve(ok) };
}

/** Holds commits until it is called. */
function holdCommits(writes: FakeWrites): () => void {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  writes.until = promise;
  return () => resolve(undefined);
}

afterEach(() => void vi.useRealTimers());

describe('the order of a conversation', () => {
  it('is that of arrival, one at a time', async () => {
    const { queue } = setup();
    const first = stuck();
    const began: number[] = [];
    const answers = [1, 2, 3].map((n) =>
      queue.run('a', async () => {
        began.push(n);
        return n === 1 ? first.work() : ok;
      }),
    );
    await Promise.resolve();
    expect(began).toEqual([1]);
    first.resolve();
    await Promise.all(answers);
    expect(began).toEqual([1, 2, 3]);
  });

  it('keeps what goes alone, such as a booking, in its place between messages', async () => {
    const { writes, queue, send } = setup();
    const alone = () => {
      writes.commits.push(['booking']);
      return Promise.resolve(ok);
    };
    await Promise.all([send('one'), send('two'), queue.run('a', alone), send('three')]);
    expect(writes.commits.flat()).toEqual(['one', 'two', 'booking', 'three']);
  });

  it('is not that of others: no conversation waits for another', async () => {
    const { queue, send } = setup();
    const { work, resolve } = stuck();
    const waiting = queue.run('a', work);
    expect(await send('free', { conversationId: 'b' })).toBe('free created');
    resolve();
    await waiting;
  });

  it('goes on behind work that fails', async () => {
    const { queue, send } = setup();
    const poison = queue.run('a', () => {
      throw new AppError('client_message_id_reused');
    });
    const next = send('next');
    await expect(poison).rejects.toMatchObject({ code: 'client_message_id_reused' });
    expect(await next).toBe('next created');
  });
});

describe('a group commit', () => {
  it('takes all that arrived while the last one was under way, several of one conversation in order', async () => {
    const { writes, send } = setup();
    const go = holdCommits(writes);
    const first = send('first');
    await vi.waitFor(() => expect(writes.commits).toHaveLength(1));
    const others = [
      send('b1', { conversationId: 'b' }),
      send('a1'),
      send('b2', { conversationId: 'b' }),
      send('a2'),
    ];
    go();
    expect(await Promise.all([first, ...others])).toEqual([
      'first created',
      'b1 created',
      'a1 created',
      'b2 created',
      'a2 created',
    ]);
    expect(writes.commits).toEqual([['first'], ['a1', 'a2', 'b1', 'b2']]);
  });

  it('takes of a conversation one message with images at most: two may name the same', async () => {
    const { writes, send } = setup();
    const go = holdCommits(writes);
    const first = send('first');
    await vi.waitFor(() => expect(writes.commits).toHaveLength(1));
    const images = [{ id: 'i', width: 1, height: 1, thumbhash: '' }];
    const album = (content: string) => send(content, { type: 'image', images });
    const others = [send('one'), album('two'), album('three'), send('four')];
    go();
    await Promise.all([first, ...others]);
    expect(writes.commits).toEqual([['first'], ['one', 'two'], ['three'], ['four']]);
  });

  it('takes of a conversation one watermark, or texts', async () => {
    const { writes, send, read } = setup();
    const go = holdCommits(writes);
    const all = [send('x', { conversationId: 'x' })];
    await vi.waitFor(() => expect(writes.commits).toHaveLength(1));
    const texts = (...contents: string[]) => contents.map((content) => send(content));
    const answers = [read(1), ...texts('one', 'two', 'three'), read(2), ...texts('four', 'five', 'six')];
    go();
    await Promise.all([...all, ...answers]);
    expect(writes.commits).toEqual([['x'], [1], ['one', 'two', 'three'], [2], ['four', 'five', 'six']]);
  });

  it('takes 128 at most, and 32 of one conversation', async () => {
    const { writes, send } = setup();
    const crowd = Array.from({ length: 150 }, (_, n) => send('x', { conversationId: `c${n}` }));
    const flood = Array.from({ length: 40 }, () => send('x', { conversationId: 'flood' }));
    await Promise.all([...crowd, ...flood]);
    expect(writes.commits.map((commit) => commit.length)).toEqual([128, 54, 8]);
  });

  it('stores the others when one of them is not fit to be stored', async () => {
    const { writes, send } = setup();
    const poison = new Error('invalid byte sequence');
    writes.answer = (write) => {
      if ('message' in write && write.message.content === 'poison') throw poison;
      return done(write);
    };
    const all = [send('one'), send('poison'), send('two'), send('b', { conversationId: 'b' })];
    await expect(Promise.all(all)).resolves.toEqual([
      'one created',
      'poison undefined',
      'two created',
      'b created',
    ]);
    // All of them, then each by itself.
    expect(writes.commits).toEqual([['one', 'poison', 'two', 'b'], ['one'], ['poison'], ['two'], ['b']]);
  });

  it('of which nobody knows how it ended is told to all in it and to all that wait', async () => {
    const { writes, send, queue } = setup();
    writes.answer = () => {
      throw new AppError('database_unavailable');
    };
    const go = holdCommits(writes);
    const all = ['a', 'b', 'c', 'd'].map((conversationId) => send(conversationId, { conversationId }));
    await vi.waitFor(() => expect(writes.commits).toHaveLength(1));
    const behind = vi.fn(() => Promise.resolve(ok));
    const waiting = [send('a2'), send('e', { conversationId: 'e' })];
    const alone = queue.run('a', behind);
    go();
    for (const answer of [...all, ...waiting]) expect(await answer).toMatch('database_unavailable');
    await expect(alone).rejects.toMatchObject({ code: 'database_unavailable' });
    expect(behind).not.toHaveBeenCalled();
    expect(writes.commits).toHaveLength(1);
    writes.answer = done;
    expect(await send('after')).toBe('after created');
  });

  it('that lost the database on the way from one to the next tries no more of them', async () => {
    const { writes, send } = setup();
    writes.answer = () => {
      throw writes.commits.length === 1 ? new Error('poison') : new AppError('database_unavailable');
    };
    const all = ['a', 'b', 'c', 'd'].map((conversationId) => send(conversationId, { conversationId }));
    for (const answer of all) expect(await answer).toMatch('database_unavailable');
    expect(writes.commits).toEqual([['a', 'b', 'c', 'd'], ['a']]);
  });
});

describe('a held conversation', () => {
  it('is tried again by its first write, with what came later waiting behind it, and delays no other', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const { writes, send } = setup();
    let tries = 0;
    writes.answer = (write) =>
      'message' in write && write.message.conversationId === 'a' && ++tries < 5 ? held : done(write);
    const ended: string[] = [];
    const all = [
      send('a1'),
      send('a2'),
      send('b1', { conversationId: 'b' }),
      send('b2', { conversationId: 'b' }),
    ];
    for (const answer of all) void answer.then((end) => ended.push(end));
    await vi.waitFor(() => expect(ended).toEqual(['b1 created', 'b2 created']));
    const late = send('a3');
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(2);
      expect(ended).toHaveLength(4);
    });
    expect(await late).toBe('a3 created');
    expect(ended).toEqual(['b1 created', 'b2 created', 'a1 created', 'a2 created']);
    const ofA = writes.commits.map((commit) => commit.filter((text) => String(text).startsWith('a')));
    expect(ofA.slice(0, 4)).toEqual([['a1', 'a2'], ['a1'], ['a1'], ['a1']]);
  });

  it('is answered as busy after a second, all of it and in order', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'Date'] });
    const { writes, queue, send } = setup();
    writes.answer = () => held;
    const ended: string[] = [];
    const began = Date.now();
    const all = [send('one'), send('two')].map((answer) => answer.then((end) => ended.push(end)));
    const alone = queue
      .run('a', () => Promise.resolve(ok))
      .then(
        () => 'alone done',
        (error: AppError) => `alone ${error.code}`,
      )
      .then((end) => ended.push(end));
    await vi.waitFor(
      async () => {
        await vi.advanceTimersByTimeAsync(2);
        expect(ended).toHaveLength(3);
      },
      { timeout: 10_000, interval: 1 },
    );
    await Promise.all([...all, alone]);
    expect(ended).toEqual(['one conversation_busy', 'two conversation_busy', 'alone conversation_busy']);
    expect(Date.now() - began).toBeGreaterThan(900);
  });

  it('keeps its order when its group has to be written one by one', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const { writes, send } = setup();
    writes.answer = (write) => {
      if (writes.commits.length === 1) throw new Error('one of them is not fit to be stored');
      return writes.commits.length === 2 ? held : done(write);
    };
    const all = Promise.all([send('one'), send('two')]);
    await vi.waitFor(() => expect(writes.commits).toEqual([['one', 'two'], ['one']]));
    await vi.advanceTimersByTimeAsync(2);
    await all;
    expect(writes.commits).toEqual([['one', 'two'], ['one'], ['one'], ['two']]);
  });
});

describe('watermarks', () => {
  it('gather while messages of other conversations go, and then go with one', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { writes, send, read } = setup();
    const answers = [read(1), read(2, { conversationId: 'b' })];
    await send('hello', { conversationId: 'c' });
    await vi.advanceTimersByTimeAsync(49);
    expect(writes.commits).toEqual([['hello']]);
    vi.advanceTimersByTime(1);
    await Promise.all([...answers, send('again', { conversationId: 'c' })]);
    expect(writes.commits).toEqual([['hello'], [1, 2, 'again']]);
  });

  it('go before a message of the same conversation, at once', async () => {
    const { writes, send, read } = setup();
    await Promise.all([read(1), send('hello')]);
    expect(writes.commits).toEqual([[1], ['hello']]);
  });

  it('go by themselves after 50 ms, also those that came while something was committed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { writes, send, read } = setup();
    const go = holdCommits(writes);
    const sent = send('hello', { conversationId: 'c' });
    await vi.waitFor(() => expect(writes.commits).toHaveLength(1));
    const answers = [read(1), read(2, { conversationId: 'b' })];
    go();
    await sent;
    await vi.advanceTimersByTimeAsync(49);
    expect(writes.commits).toEqual([['hello']]);
    await vi.advanceTimersByTimeAsync(1);
    await Promise.all(answers);
    expect(writes.commits).toEqual([['hello'], [1, 2]]);
  });

  it('do not wait when there are enough for a commit', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { writes, read } = setup();
    await Promise.all(Array.from({ length: 128 }, (_, n) => read(n, { conversationId: `c${n}` })));
    expect(writes.commits).toHaveLength(1);
  });
});

describe('a message that is sent again before it is answered', () => {
  const message = newMessage();

  it('is not written again, and gets the answer of the first as a repeat', async () => {
    const { writes, queue } = setup();
    const [first, again] = await Promise.all([
      queue.append(message),
      queue.append({ ...message, id: 'other' }),
    ]);
    expect(first).toMatchObject({ outcome: 'created' });
    expect(again).toEqual({ outcome: 'repeat', messageId: message.id });
    expect(writes.commits).toHaveLength(1);
    await queue.append(message);
    expect(writes.commits).toHaveLength(2);
  });

  it('with another text goes alone behind it, for the database to refuse', async () => {
    const { writes, queue } = setup();
    await Promise.all([
      queue.append(message),
      queue.append({ ...message, content: 'other', digest: Buffer.from('other') }),
    ]);
    expect(writes.commits).toEqual([['hello'], ['other']]);
  });

  it('shares its refusal', async () => {
    const { writes, queue } = setup();
    writes.answer = () => ({ outcome: 'closed' });
    const answers = await Promise.all([queue.append(message), queue.append(message)]);
    expect(answers).toEqual([{ outcome: 'closed' }, { outcome: 'closed' }]);
  });
});

it('is bounded, and takes work again when it has drained', async () => {
  const { queue, send } = setup();
  const { work, resolve } = stuck();
  const waiting = Array.from({ length: 1_000 }, () => queue.run('a', work));
  expect(queue.size).toBe(1_000);
  expect(await send('one too many')).toBe('one too many busy');
  resolve();
  await Promise.all(waiting);
  expect(queue.size).toBe(0);
  expect(await send('again')).toBe('again created');
});
