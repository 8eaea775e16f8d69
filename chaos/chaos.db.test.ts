import { describe, expect, it } from 'vitest';
import { NETWORK_FAULTS } from './network-faults.ts';
import { runFault } from './run-fault.ts';
import { SERVER_FAULTS } from './server-faults.ts';

/** What fits into `npm test`; `npm run chaos` does them all, for longer, and with the machine to itself. */
const SELECTION = ['commit-ack-kill', 'commit-publish-kill', 'answer-lost'];
/** How long devices may take to agree beside other tests. */
const BESIDE_MS = 30_000;

describe('under load, no promise is broken when', () => {
  const faults = [...SERVER_FAULTS, ...NETWORK_FAULTS].filter(({ name }) => SELECTION.includes(name));

  it.each(faults)('$title', { timeout: 120_000 }, async (fault) => {
    const { violations, attempts, stored } = await runFault(fault, {
      seed: 1,
      seconds: 2,
      agreedMs: BESIDE_MS,
    });
    expect(violations).toEqual([]);
    expect(attempts.ok).toBeGreaterThan(0);
    expect(attempts.info).toBeGreaterThan(0);
    expect(stored).toBeGreaterThan(0);
  });
});
