import { ratiosOf } from './ratios.ts';
import type { Findings } from './findings.ts';
import { round, table } from './table.ts';

/** What this server is to be, held against what was measured. */
interface Target {
  readonly what: string;
  /** The beginning of a ratio's name, or the figure itself. */
  readonly measured: string | ((findings: Findings) => number | undefined);
  readonly atMost?: number;
  readonly atLeast?: number;
}

const TARGETS: readonly Target[] = [
  { what: 'highest rate, to the better peer', measured: 'highest rate', atLeast: 4 },
  {
    what: 'CPU per message at 1,000/s, to the better peer',
    measured: 'CPU per message at 1000/s',
    atMost: 0.4,
  },
  {
    what: 'CPU per message at the highest rate, to the better peer at its highest',
    measured: 'CPU per message at the highest rate',
    atMost: 0.15,
  },
  { what: 'p99 of delivery at 300/s, to the better peer', measured: 'p99 of delivery at 300/s', atMost: 1 },
  {
    what: 'p99 of delivery at 1,000/s, to the better peer',
    measured: 'p99 of delivery at 1000/s',
    atMost: 1,
  },
  {
    what: 'memory per idle connection, to naive',
    measured: 'memory per idle connection, to naive',
    atMost: 1.15,
  },
  {
    what: 'memory per idle connection, to ejabberd',
    measured: 'memory per idle connection, to ejabberd',
    atMost: 0.35,
  },
  { what: 'CPU per connect, to naive', measured: 'CPU per connect, to naive', atMost: 1.2 },
  {
    what: 'newest 30 of a long conversation, reads/s, to the better peer',
    measured: 'newest of a long conversation, reads/s',
    atLeast: 5,
  },
  { what: 'its p99, to the better peer', measured: 'newest of a long conversation, p99', atMost: 1 },
  {
    what: 'its CPU at the beginning, to the middle (flat at depth)',
    measured: 'a long conversation, CPU at its beginning',
    atMost: 1.2,
  },
  { what: 'append in the largest database, to the smallest', measured: 'CPU per append', atMost: 1.2 },
  { what: 'history in the largest database, to the smallest', measured: 'CPU per history', atMost: 1.2 },
  {
    what: 'first page of conversations in the largest database, to the smallest',
    measured: 'CPU per first page of conversations at',
    atMost: 1.2,
  },
  {
    what: 'first page of a long list of conversations, to a short one',
    measured: 'CPU per first page:',
    atMost: 1.2,
  },
  {
    what: 'deep page of a long list of conversations, to a short one',
    measured: 'CPU per deep page:',
    atMost: 1.2,
  },
  { what: 'a page of the finder, CPU of server and database, ms', measured: dearestPage, atMost: 100 },
  { what: 'herd back and synced, seconds', measured: ({ herd }) => herd?.[0]?.backSeconds, atMost: 30 },
  { what: 'herd: answers of 500 and above', measured: serverErrors, atMost: 0 },
  { what: 'herd: database pool in use, of 1', measured: ({ herd }) => herd?.[0]?.pool.mean, atMost: 0.8 },
  {
    what: 'acked and missing, delivered and missing, out of order, doubled, after crashes',
    measured: broken,
    atMost: 0,
  },
];

/** The table of targets, each met or missed; those whose mode was not run are said not to be measured. */
export function reportTargets(findings: Findings): string {
  return table(
    ['target', 'limit', 'measured', ''],
    TARGETS.map((target) => {
      const { what, atMost, atLeast } = target;
      const value = measure(target, findings);
      const limit = atMost === undefined ? `>= ${atLeast}` : `<= ${atMost}`;
      return [what, limit, value === undefined ? '' : String(round(value)), verdict(target, value)];
    }),
  );
}

function measure({ measured }: Target, findings: Findings): number | undefined {
  if (typeof measured !== 'string') return measured(findings);
  return ratiosOf(findings).find(({ name }) => name.startsWith(measured))?.value;
}

function verdict({ atMost = Infinity, atLeast = -Infinity }: Target, value: number | undefined): string {
  if (value === undefined) return 'not measured';
  return value <= atMost && value >= atLeast ? 'met' : '**missed**';
}

function dearestPage({ finder }: Findings): number | undefined {
  if (finder === undefined) return undefined;
  return Math.max(...finder.map(({ reads: { cpu } }) => (cpu.server + cpu.database) / 1_000));
}

function serverErrors({ herd }: Findings): number | undefined {
  const statuses = herd?.[0]?.statuses;
  if (statuses === undefined) return undefined;
  return Object.entries(statuses).reduce(
    (sum, [status, count]) => sum + (Number(status) >= 500 ? count : 0),
    0,
  );
}

function broken({ crash }: Findings): number | undefined {
  const ours = crash?.filter(({ subject }) => subject === 'duet') ?? [];
  if (ours.length === 0) return undefined;
  return ours.reduce(
    (sum, { stored }) =>
      sum +
      stored.ackedAndMissing +
      stored.deliveredAndMissing +
      stored.storedAgain +
      stored.storedOutOfOrder,
    0,
  );
}
