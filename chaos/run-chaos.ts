import { setTimeout as sleep } from 'node:timers/promises';
import { startTestPostgres } from '@duet/testkit';
import { CROWD_FAULTS } from './crowd-faults.ts';
import { DATABASE_FAULTS } from './database-faults.ts';
import type { Fault } from './fault.ts';
import { obstacleTo } from './means.ts';
import { MIXED_FAULTS } from './mixed-faults.ts';
import { NETWORK_FAULTS } from './network-faults.ts';
import { startFaultyPostgres } from './postgres.ts';
import { runFault, type Verdict } from './run-fault.ts';
import { SERVER_FAULTS } from './server-faults.ts';

/** All of them, those of one kind together. */
export const FAULTS: readonly Fault[] = [
  ...SERVER_FAULTS,
  ...DATABASE_FAULTS,
  ...NETWORK_FAULTS,
  ...CROWD_FAULTS,
  ...MIXED_FAULTS,
];

/** What became of one fault: a verdict, why there is none, or why it could not be tried here. */
export type Outcome = { readonly fault: Fault; readonly seed: number } & (
  { readonly verdict: Verdict } | { readonly error: string } | { readonly skipped: string }
);

export function isGood(outcome: Outcome): boolean {
  return 'verdict' in outcome && outcome.verdict.violations.length === 0;
}

interface Settings {
  readonly seed: number;
  readonly seconds: number;
}

/** What a fault may take beside its own time. */
const PATIENCE_MS = 180_000;

/**
 * Runs faults one after the other, and tells of each. Each has a PostgreSQL of its own, which no other has left in
 * disorder, and a seed of its own, so that it can be run again alone.
 */
export async function runChaos(
  faults: readonly Fault[],
  settings: Settings,
  tell: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const fault of faults) {
    const { seed } = settings;
    const skipped = await firstObstacle(fault);
    const outcome =
      skipped === undefined
        ? { fault, seed, ...(await tryFault(fault, settings)) }
        : { fault, seed, skipped };
    outcomes.push(outcome);
    tell(outcome);
  }
  return outcomes;
}

async function firstObstacle({ needs = [] }: Fault): Promise<string | undefined> {
  for (const means of needs) {
    const obstacle = await obstacleTo(means);
    if (obstacle !== undefined) return obstacle;
  }
  return undefined;
}

/** A fault that cannot be carried through is told as what it is, and the next one goes on. */
async function tryFault(
  fault: Fault,
  { seed, seconds }: Settings,
): Promise<{ verdict: Verdict } | { error: string }> {
  const giveUp = new AbortController();
  const late = sleep(seconds * 1_000 + PATIENCE_MS, undefined, { signal: giveUp.signal }).then(() => {
    throw new Error('it did not come to an end');
  });
  // Both may happen after the other has been told.
  late.catch(() => undefined);
  try {
    const postgres = await startFaultyPostgres({ smallDisk: fault.needs?.includes('small disk') === true });
    try {
      const run = await startTestPostgres(postgres.url);
      const verdict = await Promise.race([runFault(fault, { seed, seconds, postgres }), late]);
      await run.stop();
      return { verdict };
    } finally {
      await postgres.stop();
    }
  } catch (error) {
    return { error: error instanceof Error ? reasonOf(error) : String(error) };
  } finally {
    giveUp.abort();
  }
}

/** The error with what caused it, for people. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? `${message} (${reasonOf(cause)})` : message;
}
