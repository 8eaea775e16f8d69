import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { compareToBounds, readBounds, reportComparisons } from '../bench/bounds.ts';
import type { ModeName } from '../bench/findings.ts';
import type { Settings } from '../bench/mode.ts';
import { MODE_NAMES, reportRun, runBench } from '../bench/run.ts';
import { SUBJECT_NAMES, type SubjectName } from '../bench/subjects/subject.ts';
import { ROOT } from './program.ts';
import { answerHelp, say } from './say.ts';

answerHelp(`
npm run bench: this server beside its peers, on this machine, in turns. Linux only. See bench/README.md.

  npm run bench                          every mode, about an hour
  npm run bench -- rate ramp             some: ${MODE_NAMES.join(', ')}
  npm run bench -- --subjects duet,naive some of ${SUBJECT_NAMES.join(', ')}
  npm run bench -- --pairs 100           pairs of people who write to each other
  npm run bench -- --rates 300,1000      sends per second, each rate by itself (mode rate)
  npm run bench -- --seconds 5           of one slice
  npm run bench -- --rounds 4            slices of each subject
  npm run bench -- --seed 2              other dice (1)
  npm run bench -- --history 10000       messages of a long conversation (modes history, open)
  npm run bench -- --inbox 100000        conversations of a person who has many (mode inbox)
  npm run bench -- --conversations 1000000  stored, to find some among (mode finder)
  npm run bench -- --connections 5000    at rest (mode idle), or coming back (mode herd)
  npm run bench -- --sizes 10000,1000000 messages stored, a database each (mode growth; to 10,000,000)
  npm run bench -- --minutes 30          of a soak
  npm run bench:check                    about two minutes; fails if a ratio is above its bound in bench/bounds.json
  npm run bench -- --out bench/RESULTS   writes there, .md and .json (.bench/latest)

A machine that does nothing else gives figures; a busy one gives ratios at best.
`);

const { values, positionals } = parseArgs({
  options: {
    subjects: { type: 'string', default: SUBJECT_NAMES.join(',') },
    rates: { type: 'string', default: '300,1000' },
    pairs: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    history: { type: 'string', default: '10000' },
    inbox: { type: 'string', default: '100000' },
    conversations: { type: 'string', default: '1000000' },
    connections: { type: 'string', default: '5000' },
    sizes: { type: 'string', default: '10000,1000000,10000000' },
    minutes: { type: 'string', default: '30' },
    out: { type: 'string', default: '.bench/latest' },
    check: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
// The server and the database of each subject end with this process, which listens for each.
process.setMaxListeners(50);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const modes = some<ModeName>(positionals, MODE_NAMES);
const settings: Settings = {
  subjects: some<SubjectName>(values.subjects.split(','), SUBJECT_NAMES),
  pairs: Number(values.pairs),
  rates: values.rates.split(',').map(Number),
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  seed: Number(values.seed),
  history: Number(values.history),
  inbox: Number(values.inbox),
  conversations: Number(values.conversations),
  connections: Number(values.connections),
  sizes: values.sizes.split(',').map(Number),
  minutes: Number(values.minutes),
};
/** What is short and tells most; see bench/bounds.json. */
const SHORT_MODES: readonly ModeName[] = ['rate', 'idle', 'history'];
const SHORT: Partial<Settings> = {
  subjects: ['duet', 'naive'],
  seconds: 3,
  rounds: 3,
  history: 1_000,
  connections: 500,
};

const run = values.check
  ? await runBench(SHORT_MODES, { ...settings, ...SHORT }, say)
  : await runBench(modes.length === 0 ? MODE_NAMES : modes, settings, say);
const out = resolve(ROOT, values.out);
await mkdir(dirname(out), { recursive: true });
await writeFile(`${out}.json`, `${JSON.stringify(run, undefined, 1)}\n`);
await writeFile(`${out}.md`, `${reportRun(run)}\n`);
say();
if (values.check) {
  const comparisons = compareToBounds(run.ratios, await readBounds());
  console.log(reportComparisons(comparisons));
  process.exitCode = comparisons.every(({ good }) => good) ? 0 : 1;
} else {
  console.log(reportRun(run));
  if (run.broken.length > 0) process.exitCode = 1;
}

/** The names that are known; ends the program with a sentence for any other. */
function some<Name extends string>(given: readonly string[], known: readonly Name[]): Name[] {
  return given.map((name) => {
    const found = known.find((one) => one === name);
    if (found !== undefined) return found;
    console.error(`There is no ${name}: it is one of ${known.join(', ')}.`);
    process.exit(1);
  });
}
