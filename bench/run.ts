import { describeMachine, type Machine } from './machine.ts';
import type { Finding, Mode, Settings, Tell } from './mode.ts';
import { RATE, type RateResult } from './modes/rate.ts';
import { table } from './table.ts';

/** What was found, by mode; a mode that was not asked for is not there. */
export interface Findings {
  rate?: readonly RateResult[];
}
export type ModeName = keyof Findings;

/** All modes, in the order in which they are run. */
const MODES: { readonly [Name in ModeName]-?: Mode<NonNullable<Findings[Name]>[number]> } = { rate: RATE };
export const MODE_NAMES = Object.keys(MODES) as ModeName[];

/** A run: everything that was measured, and on what. */
export interface Run {
  readonly begun: string;
  readonly machine: Machine;
  readonly settings: Settings;
  readonly findings: Findings;
}

/** Runs modes one after the other, each on fresh databases. */
export async function runBench(names: readonly ModeName[], settings: Settings, tell: Tell): Promise<Run> {
  const begun = new Date().toISOString();
  const machine = await describeMachine();
  const findings: Findings = {};
  for (const name of names) {
    tell(`${MODES[name].title}`);
    Object.assign(findings, { [name]: await MODES[name].measure(settings, tell) });
  }
  return { begun, machine, settings, findings };
}

/** The run as a page for people. */
export function reportRun({ begun, machine, settings, findings }: Run): string {
  const parts = MODE_NAMES.flatMap((name) => {
    const results = findings[name];
    if (results === undefined) return [];
    const mode = MODES[name] as Mode<Finding>;
    return [`## ${mode.title}`, mode.report(results)];
  });
  return [
    `# What was measured\n\nWritten by \`npm run bench\`, begun ${begun}. How, and what it is not: [README.md](README.md).`,
    table(
      ['machine', ''],
      [
        ['processor', `${machine.cores} × ${machine.processor}`],
        ['memory', `${machine.memoryGiB} GiB`],
        ['system', machine.system],
        ['one fdatasync', `${machine.fdatasyncMs.toFixed(2)} ms`],
      ],
    ),
    `Settings: ${JSON.stringify(settings)}`,
    ...parts,
  ].join('\n\n');
}
