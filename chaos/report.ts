import { arch, availableParallelism, cpus, totalmem, type } from 'node:os';
import type { Verdict } from './run-fault.ts';

/** The runs as a page for people. */
export function writeReport(
  verdicts: readonly Verdict[],
  { seed, seconds }: { seed: number; seconds: number },
): string {
  const kept = verdicts.filter(({ violations }) => violations.length === 0).length;
  const sum = (count: (verdict: Verdict) => number) =>
    verdicts.reduce((total, verdict) => total + count(verdict), 0);
  return `# What held under faults

Written by \`npm run chaos -- --seed ${seed} --seconds ${seconds}\`; how it is done stands in
[docs/architecture.md](../docs/architecture.md), under "How we know".

**${kept} of ${verdicts.length} faults broke no promise**: ${sum(({ messages }) => messages)} messages in
${sum(({ attempts: { ok, fail, info } }) => ok + fail + info)} attempts.

Four people with two devices each write to each other, read and go on; two readers and two outsiders look on. Every
message ends up acknowledged (stored) or refused (not stored). *ok*, *fail* and *info* count attempts: acknowledged,
refused for good, unknown and tried again under the same id. *Recovery* is the time from the end of the fault until a
message sent after it was acknowledged, *rest* from the last message until every device showed what the database holds.

| fault | seed | messages | stored | ok | fail | info | recovery | rest | verdict |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
${verdicts.map(toRow).join('\n')}

${verdicts.map(toStory).join('\n')}

Machine: ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${arch()},
Node ${process.versions.node}, PostgreSQL 18 with \`fsync\` on; clients, server and database on the same machine.
`;
}

function toRow({ fault, seed, messages, stored, attempts, recoveryMs, restMs, violations }: Verdict): string {
  const cells = [
    `\`${fault.name}\``,
    seed,
    messages,
    stored,
    attempts.ok,
    attempts.fail,
    attempts.info,
    recoveryMs === undefined ? 'none' : seconds(recoveryMs),
    seconds(restMs),
    violations.length === 0
      ? 'kept'
      : `**${[...new Set(violations.map(({ promise }) => promise))].join(', ')} broken**`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function toStory({ fault, notes, violations }: Verdict): string {
  const told = [...notes, ...violations.slice(0, 10).map(({ promise, says }) => `**${promise}** ${says}`)];
  if (violations.length > 10) told.push(`and ${violations.length - 10} more`);
  return `- \`${fault.name}\`: ${fault.title}.${told.length === 0 ? '' : ` (${told.join('; ')})`}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
