import { parseArgs } from 'node:util';
import { run } from './program.ts';
import { answerHelp } from './say.ts';

answerHelp(`
npm run simulate: the whole client against a simulated server, network, disk and clock, one story for each seed.

  npm run simulate -- --seeds 10000   how many stories (1000)
  npm run simulate -- --from 4711     the first seed (1)

A seed that fails is told with its story, and fails everywhere in the same way.
`);

const { values } = parseArgs({ options: { seeds: { type: 'string' }, from: { type: 'string' } } });
const env = { SIMULATED_SEEDS: values.seeds ?? '1000', SIMULATED_FROM: values.from ?? '1' };
const { code } = await run(['vitest', 'run', 'packages/testkit/src/simulation'], { show: true, env });
process.exitCode = code;
