import type { Findings, ModeName } from './findings.ts';
import { describeMachine, type Machine } from './machine.ts';
import type { Finding, Mode, Settings, Tell } from './mode.ts';
import { CRASH } from './modes/crash.ts';
import { FINDER } from './modes/finder.ts';
import { GROWTH } from './modes/growth.ts';
import { HERD } from './modes/herd.ts';
import { HISTORY } from './modes/history.ts';
import { IDLE } from './modes/idle.ts';
import { INBOX } from './modes/inbox.ts';
import { OPEN } from './modes/open.ts';
import { RAMP } from './modes/ramp.ts';
import { RATE } from './modes/rate.ts';
import { SOAK } from './modes/soak.ts';
import { ratiosOf, type Ratio } from './ratios.ts';
import { describeSubjects, type SubjectDescription } from './subjects/describe.ts';
import { table } from './table.ts';
import { reportTargets } from './targets.ts';

/** All modes, in the order in which they are run. */
const MODES: { readonly [Name in ModeName]-?: Mode<NonNullable<Findings[Name]>[number]> } = {
  rate: RATE,
  ramp: RAMP,
  idle: IDLE,
  history: HISTORY,
  inbox: INBOX,
  finder: FINDER,
  herd: HERD,
  growth: GROWTH,
  crash: CRASH,
  soak: SOAK,
  open: OPEN,
};
export const MODE_NAMES = Object.keys(MODES) as ModeName[];

/** A run: everything that was measured, and on what. */
export interface Run {
  readonly begun: string;
  readonly machine: Machine;
  readonly settings: Settings;
  readonly subjects: readonly SubjectDescription[];
  readonly findings: Findings;
  /** Modes that gave no findings, and why. */
  readonly broken: readonly { readonly mode: ModeName; readonly reason: string }[];
  readonly ratios: readonly Ratio[];
}

/** Runs modes one after the other, each on fresh databases. One that breaks down is told, and the next goes on. */
export async function runBench(names: readonly ModeName[], settings: Settings, tell: Tell): Promise<Run> {
  const begun = new Date().toISOString();
  const machine = await describeMachine();
  const subjects = await describeSubjects(settings.subjects);
  const findings: Findings = {};
  const broken: Run['broken'][number][] = [];
  for (const name of names) {
    tell(MODES[name].title);
    try {
      Object.assign(findings, { [name]: await MODES[name].measure(settings, tell) });
    } catch (error) {
      // Of all but the first line, which may name this machine's folders, the run keeps nothing.
      tell(`${name} broke down: ${error instanceof Error ? error.stack : String(error)}`);
      broken.push({ mode: name, reason: String(error).split('\n')[0]! });
    }
  }
  return { begun, machine, settings, subjects, findings, broken, ratios: ratiosOf(findings) };
}

/** The run as a page for people. */
export function reportRun({ begun, machine, settings, subjects, findings, broken }: Run): string {
  const parts = MODE_NAMES.flatMap((name) => {
    const results = findings[name];
    if (results === undefined) return [];
    const mode = MODES[name] as Mode<Finding>;
    return [`## ${mode.title}`, mode.report(results)];
  });
  return [
    `# What was measured\n\nWritten by \`npm run bench\`, begun ${begun}. How, and what it is not: [README.md](README.md).`,
    '## Targets',
    reportTargets(findings),
    '## Where',
    reportMachine(machine),
    table(
      ['subject', 'version', 'PostgreSQL, as it told'],
      subjects.map(({ name, version, database }) => [name, version, listSettings(database)]),
    ),
    `Settings: ${listSettings(settings)}. All databases are fresh, and on one disk.`,
    ...parts,
    ...broken.map(({ mode, reason }) => `**${mode} broke down**, and gave no figures: ${reason}`),
  ].join('\n\n');
}

function reportMachine({ cores, processor, memoryGiB, system, node, fdatasyncMs }: Machine): string {
  return table(
    ['machine', ''],
    [
      ['processor', `${cores} × ${processor}`],
      ['memory', `${memoryGiB} GiB`],
      ['system', `${system}, Node ${node}`],
      ['one fdatasync', `${fdatasyncMs.toFixed(2)} ms`],
    ],
  );
}

function listSettings(settings: object): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
