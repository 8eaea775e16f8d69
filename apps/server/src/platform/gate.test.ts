import { AppError } from '@duet/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Gate } from './gate.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Work that goes on until it is told to end. */
function startWork(gate: Gate) {
  const work = Promise.withResolvers<string>();
  const state = { begun: false, result: undefined as unknown };
  const result = gate.run(() => {
    state.begun = true;
    return work.promise;
  });
  result.then(
    (value) => (state.result = value),
    (error: unknown) => (state.result = error),
  );
  return { state, end: () => work.resolve('done'), fail: (error = new Error('no')) => work.reject(error) };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('a gate', () => {
  const gate = () => new Gate({ atOnce: 1, patienceMs: 500 });

  it('lets the next in when one has left, in order, whether it went well or not', async () => {
    const one = gate();
    const [first, second, third] = [startWork(one), startWork(one), startWork(one)];
    await settle();
    expect([first, second, third].map(({ state }) => state.begun)).toEqual([true, false, false]);
    first.fail();
    await settle();
    expect([second, third].map(({ state }) => state.begun)).toEqual([true, false]);
    second.end();
    await settle();
    expect(second.state.result).toBe('done');
    expect(third.state.begun).toBe(true);
  });

  it('turns away who has waited too long, for a time of their own', async () => {
    const one = gate();
    const [first, second] = [startWork(one), startWork(one)];
    await vi.advanceTimersByTimeAsync(500);
    const refusal = second.state.result as AppError;
    expect(refusal).toBeInstanceOf(AppError);
    expect(refusal.code).toBe('busy');
    expect(refusal.details.retryAfterMs).toBeGreaterThanOrEqual(1_000);
    expect(refusal.details.retryAfterMs).toBeLessThanOrEqual(3_000);
    first.end();
    await settle();
    expect(second.state.begun).toBe(false);
    const third = startWork(one);
    await settle();
    expect(third.state.begun).toBe(true);
  });

  it('turns away all in line when the database is away, and lets in who comes later', async () => {
    const one = gate();
    const [first, second, third] = [startWork(one), startWork(one), startWork(one)];
    const away = new AppError('database_unavailable');
    first.fail(away);
    await settle();
    expect([second, third].map(({ state }) => state)).toEqual([
      { begun: false, result: away },
      { begun: false, result: away },
    ]);
    const later = startWork(one);
    await settle();
    expect(later.state.begun).toBe(true);
  });
});
