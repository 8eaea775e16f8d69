import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Part, Played } from '../packages/testkit/src/simulation/worker.ts';
import { ROOT } from './program.ts';
import { answerHelp, say, seconds } from './say.ts';

answerHelp(`
npm run simulate: the whole client against a simulated server, network, disk and clock, one story for each seed.

  npm run simulate -- --seeds 10000   how many stories (1000)
  npm run simulate -- --from 4711     the first seed (1)

A seed that fails is told with its story, and fails everywhere in the same way.
`);

const TOLD_EVERY = 1_000;
const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '1000' }, from: { type: 'string', default: '1' } },
});
const from = Number(values.from);
const count = Number(values.seeds);
const workers = availableParallelism();
const begun = performance.now();
let played = 0;
const failed: number[] = [];

say();
await Promise.all(
  Array.from({ length: workers }, (_, nth) => play({ first: from + nth, step: workers, end: from + count })),
);
const time = performance.now() - begun;
const rate = Math.round((played / time) * 60_000);
say();
say(
  `${played} stories in ${seconds(time)}, ${rate} a minute: ${
    failed.length === 0
      ? 'every promise kept'
      : `promises broken in ${failed.sort((a, b) => a - b).join(', ')}`
  }.`,
);
process.exitCode = failed.length === 0 && played === count ? 0 : 1;

async function play(part: Part): Promise<void> {
  const program = resolve(ROOT, 'packages/testkit/src/simulation/worker.ts');
  const worker = new Worker(program, { workerData: part });
  worker.on('message', ({ seed, violations, story }: Played) => {
    played += 1;
    if (played % TOLD_EVERY === 0) say(`${played} stories`);
    if (violations.length === 0) return;
    failed.push(seed);
    say(`\nseed ${seed}:\n${[...violations, ...story].join('\n')}\n`);
  });
  await once(worker, 'exit');
}
