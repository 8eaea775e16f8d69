import { AppError } from '@duet/contract';
import { describe, expect, it, vi } from 'vitest';
import { ConversationQueue } from './conversation-queue.ts';

const depth = { inc: () => undefined, dec: () => undefined };
const done = { outcome: 'done' } as const;

/** A promise and the hands that settle it. */
function gate() {
  return Promise.withResolvers<typeof done>();
}

describe('ConversationQueue', () => {
  it('runs one conversation in order of arrival, one at a time', async () => {
    const queue = new ConversationQueue(depth);
    const first = gate();
    const began: number[] = [];
    const answers = [1, 2, 3].map((n) =>
      queue.run('a', async () => {
        began.push(n);
        return n === 1 ? first.promise : done;
      }),
    );
    await Promise.resolve();
    expect(began).toEqual([1]);
    first.resolve(done);
    await Promise.all(answers);
    expect(began).toEqual([1, 2, 3]);
  });

  it('lets no conversation wait for another', async () => {
    const queue = new ConversationQueue(depth);
    const stuck = gate();
    const waiting = queue.run('a', () => stuck.promise);
    await expect(queue.run('b', () => Promise.resolve(done))).resolves.toBe(done);
    stuck.resolve(done);
    await waiting;
  });

  it('tries a held conversation again, with what came later waiting behind it', async () => {
    vi.useFakeTimers();
    const queue = new ConversationQueue(depth);
    let tries = 0;
    const order: string[] = [];
    const head = queue
      .run('a', () => Promise.resolve(++tries < 4 ? ({ outcome: 'held' } as const) : done))
      .then(() => order.push('head'));
    const behind = queue.run('a', () => Promise.resolve(done)).then(() => order.push('behind'));
    await vi.runAllTimersAsync();
    await Promise.all([head, behind]);
    expect({ tries, order }).toEqual({ tries: 4, order: ['head', 'behind'] });
    vi.useRealTimers();
  });

  it('answers all that waits, in order, when a conversation stays held for a second', async () => {
    vi.useFakeTimers();
    const queue = new ConversationQueue(depth);
    const order: string[] = [];
    const ask = (name: string, work: () => Promise<{ outcome: 'held' } | typeof done>) =>
      queue.run('a', work).catch((error: AppError) => order.push(`${name} ${error.code}`));
    const began = Date.now();
    const head = ask('head', () => Promise.resolve({ outcome: 'held' }));
    const behind = ask('behind', () => Promise.resolve(done));
    await vi.runAllTimersAsync();
    await Promise.all([head, behind]);
    expect(order).toEqual(['head conversation_busy', 'behind conversation_busy']);
    expect(Date.now() - began).toBeLessThan(1_200);
    vi.useRealTimers();
  });

  it('fails only the one whose work fails', async () => {
    const queue = new ConversationQueue(depth);
    const poison = queue.run('a', () => Promise.reject(new AppError('client_message_id_reused')));
    const next = queue.run('a', () => Promise.resolve(done));
    await expect(poison).rejects.toMatchObject({ code: 'client_message_id_reused' });
    await expect(next).resolves.toBe(done);
  });

  it('tells everything that waits at once when the database is away', async () => {
    const queue = new ConversationQueue(depth);
    const behind = vi.fn(() => Promise.resolve(done));
    const answers = [
      queue.run('a', () => Promise.reject(new AppError('database_unavailable'))),
      queue.run('a', behind),
    ];
    for (const answer of answers)
      await expect(answer).rejects.toMatchObject({ code: 'database_unavailable' });
    expect(behind).not.toHaveBeenCalled();
  });

  it('is bounded, and takes work again when it has drained', async () => {
    const queue = new ConversationQueue(depth);
    const stuck = gate();
    const waiting = Array.from({ length: 1_000 }, () => queue.run('a', () => stuck.promise));
    await expect(queue.run('a', () => stuck.promise)).rejects.toMatchObject({ code: 'busy' });
    stuck.resolve(done);
    await Promise.all(waiting);
    await expect(queue.run('a', () => Promise.resolve(done))).resolves.toBe(done);
  });
});
