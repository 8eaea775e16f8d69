import { afterEach, expect, it, vi } from 'vitest';
import { armFailpoints } from './failpoints.ts';

afterEach(() => vi.restoreAllMocks());

it('is not there without failpoints', () => {
  expect(armFailpoints([])).toBeUndefined();
});

it('throws at its place, at its hit, once', () => {
  const pass = armFailpoints([{ name: 'commit-ack', action: 'throw', hit: 2 }])!;
  pass('commit-ack');
  pass('commit-publish');
  expect(() => pass('commit-ack')).toThrow('Failpoint commit-ack, hit 2.');
  pass('commit-ack');
});

it('kills the process as nothing can be caught', () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  armFailpoints([{ name: 'commit-publish', action: 'kill', hit: 1 }])!('commit-publish');
  expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, 'SIGKILL');
});
