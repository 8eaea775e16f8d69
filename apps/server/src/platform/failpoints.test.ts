import { afterEach, expect, it, vi } from 'vitest';
import { armFailpoints, type Failpoint } from './failpoints.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Passes `commit-ack`, where this happens the first time. */
const passOnce = (action: Failpoint['action']) =>
  armFailpoints([{ name: 'commit-ack', action, hit: 1 }])!('commit-ack');

it('is not there without failpoints', () => {
  expect(armFailpoints([])).toBeUndefined();
});

it('throws at its place, at its hit, once', async () => {
  const pass = armFailpoints([{ name: 'commit-ack', action: 'throw', hit: 2 }])!;
  await pass('commit-ack');
  await pass('commit-publish');
  await expect(pass('commit-ack')).rejects.toThrow('Failpoint commit-ack, hit 2.');
  await pass('commit-ack');
});

it('kills the process as nothing can be caught', async () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  await passOnce('kill');
  expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, 'SIGKILL');
});

it('throws where nobody catches it', async () => {
  vi.useFakeTimers();
  await passOnce('crash');
  expect(() => vi.runAllTimers()).toThrow('Failpoint commit-ack, hit 1.');
});

it('holds a step up', async () => {
  const begun = performance.now();
  await passOnce('delay');
  expect(performance.now() - begun).toBeGreaterThan(490);
});

it('holds everything up', async () => {
  const wait = vi.spyOn(Atomics, 'wait').mockReturnValue('timed-out');
  await passOnce('block');
  expect(wait).toHaveBeenCalledExactlyOnceWith(expect.any(Int32Array), 0, 0, 3_000);
});
