import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Jobs } from './jobs.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const inc = vi.fn();
const newJobs = () => new Jobs(pino({ level: 'silent' }), { inc });
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('jobs', () => {
  it('are done at the start and every time after it, again at once while there is more', async () => {
    const jobs = newJobs();
    const left = [10, 10, 3];
    const pieces = vi.fn(async () => left.shift() ?? 0);
    jobs.every(1_000, 'trim', 10, pieces);
    jobs.start();
    await settle();
    expect(pieces).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(pieces).toHaveBeenCalledTimes(4);
    await jobs.stop();
  });

  it('that take longer than their time do not pile up, however long that lasts', async () => {
    const jobs = newJobs();
    const frozen = Promise.withResolvers<number>();
    const slow = vi.fn(async () => 0).mockReturnValueOnce(frozen.promise);
    const quick = vi.fn(async () => 0);
    jobs.every(1_000, 'slow', 1, slow);
    jobs.every(1_000, 'quick', 1, quick);
    jobs.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([slow, quick].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
    frozen.resolve(0);
    await settle();
    expect([slow, quick].map(({ mock }) => mock.calls.length)).toEqual([2, 1]);
    await jobs.stop();
  });

  it('that fail are counted and done again', async () => {
    const jobs = newJobs();
    const failing = vi.fn(async () => 0).mockRejectedValueOnce(new Error('no'));
    jobs.every(1_000, 'follow', 1, failing);
    jobs.start();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(failing).toHaveBeenCalledTimes(2);
    expect(inc).toHaveBeenCalledExactlyOnceWith({ component: 'jobs' });
    await jobs.stop();
  });
});
