import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runChaos } from '../chaos/run-chaos.ts';
import { ROOT } from './program.ts';
import { answerHelp, say, seconds } from './say.ts';

answerHelp(`
npm run chaos: faults under load, each history checked against the promises. Linux only, about 10 minutes.

  npm run chaos -- --seed 7             another run of the dice (1)
  npm run chaos -- --seconds 10         how long each fault goes on (5)
  npm run chaos -- --only server-killed one fault; the name may be the beginning of several

Writes chaos/REPORT.md, unless it is told --only. Fails if a promise is broken.
`);

const { values } = parseArgs({
  options: { seed: { type: 'string' }, seconds: { type: 'string' }, only: { type: 'string' } },
});
const settings = {
  seed: Number(values.seed ?? 1),
  seconds: Number(values.seconds ?? 5),
  only: values.only ?? '',
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

say();
const { verdicts, report } = await runChaos(
  settings,
  ({ fault, violations, restMs, recoveryMs, attempts, notes }) => {
    const { ok, fail, info } = attempts;
    const recovery = recoveryMs === undefined ? 'never' : `after ${seconds(recoveryMs)}`;
    say(
      `${violations.length === 0 ? '✓' : '✗'} ${fault.name.padEnd(22)} ok ${ok}, fail ${fail}, info ${info}; ` +
        `recovered ${recovery}, at rest after ${seconds(restMs)}${notes.map((note) => `; ${note}`).join('')}`,
    );
    for (const { promise, says } of violations) say(`    ${promise} ${says}`);
  },
);
if (settings.only === '') await writeFile(resolve(ROOT, 'chaos/REPORT.md'), report);
const broken = verdicts.filter(({ violations }) => violations.length > 0).length;
say();
say(
  `${verdicts.length} faults, seed ${settings.seed}: ${broken === 0 ? 'every promise kept' : `${broken} broke a promise`}.`,
);
// Connections that a fault has left half open would be waited for.
process.exit(broken === 0 && verdicts.length > 0 ? 0 : 1);
