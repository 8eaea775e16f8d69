import { describe, expect, it } from 'vitest';
import { slownessOf, watchMachine } from './processes.ts';

describe('the slowness of a machine', () => {
  it.each([
    ['a machine of ours', { ran: 10, waited: 1 }, 1],
    ['server, clients and database on few cores', { ran: 10, waited: 20 }, 1],
    ['others beside us', { ran: 10, waited: 30 }, 2],
    ['many others', { ran: 10, waited: 69 }, 3],
    ['so many that nothing can be said', { ran: 10, waited: 70 }, Infinity],
    ['a kernel that does not count', { ran: 0, waited: 0 }, 1],
  ])('%s', (_what, share, slowness) => {
    expect(slownessOf(share)).toBe(slowness);
  });

  it('is told while it is watched', () => {
    expect(watchMachine()()).toBeGreaterThanOrEqual(1);
  });
});
