import { startTestPostgres } from '@duet/testkit';
import { DATABASE_FAULTS } from './database-faults.ts';
import { NETWORK_FAULTS } from './network-faults.ts';
import { startFaultyPostgres } from './postgres.ts';
import { writeReport } from './report.ts';
import { runFault, type Verdict } from './run-fault.ts';
import { SERVER_FAULTS } from './server-faults.ts';

/**
 * Runs the faults whose names begin with `only`, one after the other, on a PostgreSQL of its own. Each has a seed of
 * its own, so that it can be run again alone.
 */
export async function runChaos(
  { seed, seconds, only }: { seed: number; seconds: number; only: string },
  tell: (verdict: Verdict) => void,
): Promise<{ verdicts: Verdict[]; report: string }> {
  const faults = [...SERVER_FAULTS, ...DATABASE_FAULTS, ...NETWORK_FAULTS].filter(({ name }) =>
    name.startsWith(only),
  );
  const postgres = await startFaultyPostgres();
  const run = await startTestPostgres(postgres.url);
  const verdicts: Verdict[] = [];
  try {
    for (const fault of faults) {
      const verdict = await runFault(fault, { seed, seconds, postgres });
      verdicts.push(verdict);
      tell(verdict);
    }
  } finally {
    await run.stop();
    await postgres.stop();
  }
  return { verdicts, report: writeReport(verdicts, { seed, seconds }) };
}
