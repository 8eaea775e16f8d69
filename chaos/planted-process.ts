import { FAULTS, runChaos } from './run-chaos.ts';
import type { Finding } from './run-planted.ts';

// In a copy of the sources with a mistake in it: runs one fault, and tells what was found.
const [name, seed, seconds] = process.argv.slice(2);
const fault = FAULTS.filter((one) => one.name === name);
await runChaos(fault, { seed: Number(seed), seconds: Number(seconds) }, (outcome) => {
  const finding: Finding =
    'verdict' in outcome
      ? { violations: outcome.verdict.violations }
      : { error: 'error' in outcome ? outcome.error : outcome.skipped };
  // A fault that was given up may still be at it.
  process.send?.(finding, () => process.exit(0));
});
