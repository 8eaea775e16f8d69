import { setTimeout as sleep } from 'node:timers/promises';
import type { Counts } from '../generator/ledger.ts';
import type { Finding, Mode, Settings, Tell } from '../mode.ts';
import type { Reconciliation } from '../reconcile.ts';
import { openStation } from '../station.ts';
import { startCrashingDatabase } from '../subjects/database.ts';
import { separatePairs, type SubjectName } from '../subjects/subject.ts';
import { table } from '../table.ts';

/** What is killed under load. */
type Crash = 'server and database' | 'database alone';
const CRASHES: readonly Crash[] = ['server and database', 'database alone'];

export interface CrashResult extends Finding {
  readonly crash: Crash;
  readonly counts: Counts;
  readonly stored: Reconciliation;
}

const PATIENCE_MS = 60_000;

/** What an acknowledgement is worth: all is killed under load, comes back, and everything unacknowledged is sent again. */
export const CRASH: Mode<CrashResult> = {
  title: 'Killed under load; everything unacknowledged sent again',
  measure: measureCrash,
  report: (results) =>
    table(
      [
        ...['subject', 'killed', 'written', 'acked', 'stored', 'acked and missing', 'delivered and missing'],
        ...['doubled', 'out of order', 'never acked'],
      ],
      results.map(({ subject, crash, counts, stored }) => [
        ...[subject, crash, counts.sent, counts.acked, stored.stored],
        ...[stored.ackedAndMissing, stored.deliveredAndMissing, stored.storedAgain, stored.storedOutOfOrder],
        counts.sent - counts.acked,
      ]),
    ),
};

async function measureCrash(settings: Settings, tell: Tell): Promise<CrashResult[]> {
  const results: CrashResult[] = [];
  for (const name of settings.subjects) {
    for (const crash of CRASHES) {
      results.push(await crashOne(name, crash, settings));
      tell(`${name}: ${crash} killed`);
    }
  }
  return results;
}

async function crashOne(
  name: SubjectName,
  crash: Crash,
  { pairs: count, rates, seconds, seed }: Settings,
): Promise<CrashResult> {
  const { database, crash: crashDatabase, revive } = await startCrashingDatabase();
  const station = await openStation(name, async () => database);
  const { subject, generator } = station;
  try {
    const pairs = separatePairs(count);
    await subject.fill(pairs, 0);
    await generator.ask('write', { ...(await subject.connectOrder(pairs)), perSecond: rates[0]!, seed });
    await sleep(seconds * 1_000);
    const ends = [crashDatabase()];
    if (crash === 'server and database') ends.push(subject.server.kill('SIGKILL'));
    await Promise.all(ends);
    await revive();
    if (crash === 'server and database') await subject.server.restart();
    await sleep(seconds * 1_000);
    const counts = await generator.ask('finish', PATIENCE_MS);
    return { subject: name, crash, counts, stored: await station.reconcile() };
  } finally {
    await station.close();
  }
}
