import { describe, expect, it } from 'vitest';
import { isOurs, watchMachine } from './processes.ts';

describe('a machine', () => {
  it.each([
    ['that is idle otherwise is ours', { ran: 10, waited: 1 }, true],
    ['that server, clients and database share is ours', { ran: 10, waited: 20 }, true],
    ['that others keep busy is not', { ran: 10, waited: 21 }, false],
    ['of a kernel that does not count is believed to be', { ran: 0, waited: 0 }, true],
  ])('%s', (_what, share, ours) => {
    expect(isOurs(share)).toBe(ours);
  });

  it('is watched as the kernel counts it', () => {
    expect(watchMachine()()).toBeTypeOf('boolean');
  });
});
