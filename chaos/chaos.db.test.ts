import { describe, expect, it } from 'vitest';
import { NETWORK_FAULTS } from './network-faults.ts';
import { runFault } from './run-fault.ts';
import { SERVER_FAULTS } from './server-faults.ts';

/** What fits into `npm test`; `npm run chaos` does them all, and for longer. */
const SELECTION = ['commit-ack-kill', 'commit-publish-kill', 'answer-lost'];

describe('under load, no promise is broken when', () => {
  const faults = [...SERVER_FAULTS, ...NETWORK_FAULTS].filter(({ name }) => SELECTION.includes(name));

  it.each(faults)('$title', { timeout: 120_000 }, async (fault) => {
    const { violations, attempts, stored } = await runFault(fault, { seed: 1, seconds: 2 });
    expect(violations).toEqual([]);
    expect(attempts.ok).toBeGreaterThan(0);
    expect(attempts.info).toBeGreaterThan(0);
    expect(stored).toBeGreaterThan(0);
  });
});
