import { arch, availableParallelism, cpus, totalmem, type } from 'node:os';
import { isGood, type Outcome } from './run-chaos.ts';

/** The runs as a page for people. */
export function writeReport(
  outcomes: readonly Outcome[],
  { seeds, seconds }: { seeds: readonly number[]; seconds: number },
): string {
  const verdicts = outcomes.flatMap((outcome) => ('verdict' in outcome ? [outcome.verdict] : []));
  const skipped = outcomes.filter((outcome) => 'skipped' in outcome).length;
  const sum = (count: (verdict: (typeof verdicts)[0]) => number) =>
    verdicts.reduce((total, verdict) => total + count(verdict), 0);
  return `# What held under faults

Written by \`npm run chaos -- ${seeds.map((seed) => `--seed ${seed}`).join(' ')} --seconds ${seconds}\`; how it is done stands in
[docs/architecture.md](../docs/architecture.md), under "How we know".

**${outcomes.filter(isGood).length} of ${outcomes.length - skipped} runs broke no promise**${skipped === 0 ? '' : ` (${skipped} could not be tried)`}: ${sum(({ messages }) => messages)} messages in
${sum(({ attempts: { ok, fail, info } }) => ok + fail + info)} attempts.

Four people with two devices each write to each other, read and go on; two readers and two outsiders look on. Every
message ends up acknowledged (stored) or refused (not stored). *ok*, *fail* and *info* count attempts: acknowledged,
refused for good, unknown and tried again under the same id. Both times begin with the end of the fault: *recovered*,
until a message sent after it was acknowledged (a dash where nobody wrote); *agreed*, until every device showed what the database holds, of which
writing goes on for the first second.

| fault | seed | messages | stored | ok | fail | info | recovered | agreed | verdict |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
${byFault(outcomes).map(toRow).join('\n')}

${byFault(outcomes).map(toStory).join('\n')}

${toldOfMachine(verdicts)}

Machine: ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${arch()},
Node ${process.versions.node}, PostgreSQL 18 with \`fsync\` on; clients, server and database on the same machine.
`;
}

/** What happened, in a few words. */
export function judge(outcome: Outcome): string {
  if ('skipped' in outcome) return 'skipped';
  if ('error' in outcome) return 'error';
  const broken = new Set(outcome.verdict.violations.map(({ promise }) => promise));
  return broken.size === 0 ? 'kept' : `${[...broken].join(', ')} broken`;
}

/** All there is to say beside the numbers. */
export function remarks(outcome: Outcome): string[] {
  if ('skipped' in outcome) return [`skipped: ${outcome.skipped}`];
  if ('error' in outcome) return [outcome.error];
  const { notes, violations, machineWasOurs } = outcome.verdict;
  const busy = machineWasOurs ? [] : ['no time was judged: others kept the machine busy'];
  const told = violations.slice(0, 10).map(({ promise, says }) => `${promise}: ${says}`);
  if (violations.length > 10) told.push(`and ${violations.length - 10} more`);
  return [...notes, ...busy, ...told];
}

/** What the times above are worth. */
function toldOfMachine(verdicts: readonly { machineWasOurs: boolean }[]): string {
  const unjudged = verdicts.filter(({ machineWasOurs }) => !machineWasOurs).length;
  return unjudged === 0
    ? 'The machine was ours alone: every time was held to its limit.'
    : `Others kept the machine busy during ${unjudged} of the faults, of which no time was judged.`;
}

/** The runs of one fault together. */
function byFault(outcomes: readonly Outcome[]): Outcome[] {
  return [...Map.groupBy(outcomes, ({ fault }) => fault).values()].flat();
}

function toRow(outcome: Outcome): string {
  const { fault, seed } = outcome;
  const numbers = 'verdict' in outcome ? toNumbers(outcome.verdict) : Array.from({ length: 7 }, () => '');
  const said = judge(outcome);
  const cells = [`\`${fault.name}\``, seed, ...numbers, said === 'kept' ? said : `**${said}**`];
  return `| ${cells.join(' | ')} |`;
}

function toNumbers(verdict: Extract<Outcome, { verdict: unknown }>['verdict']): (string | number)[] {
  const { messages, stored, attempts, recoveredMs, agreedMs } = verdict;
  const recovered = recoveredMs === undefined ? '–' : seconds(recoveredMs);
  return [messages, stored, attempts.ok, attempts.fail, attempts.info, recovered, seconds(agreedMs)];
}

function toStory(outcome: Outcome): string {
  const { fault, seed } = outcome;
  const told = remarks(outcome);
  return `- \`${fault.name}\`, seed ${seed}: ${fault.title}.${told.length === 0 ? '' : ` (${told.join('; ')})`}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
