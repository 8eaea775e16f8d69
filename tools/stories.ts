import { parseArgs } from 'node:util';
import { run } from './program.ts';
import { answerHelp } from './say.ts';

answerHelp(`
npm run stories: two people with two devices each and an outsider, as chance has it, against a real server that is killed
on the way. Whatever happens, all must end up with the same, and with what they did. About 2 seconds a story.

  npm run stories -- --runs 200     how many stories (100)
  npm run stories -- --seed 7       other stories (1)

A story that ends badly is told as short as it could be made, with the options that tell it again:

  npm run stories -- --seed 7 --path 12:1:0 --replay "AB:C"
`);

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    path: { type: 'string' },
    replay: { type: 'string' },
  },
});
const { code } = await run(['vitest', 'run', 'packages/testkit/src/stories'], {
  show: true,
  env: {
    STORIES_RUNS: values.runs,
    STORIES_SEED: values.seed,
    ...(values.path !== undefined && { STORIES_PATH: values.path }),
    ...(values.replay !== undefined && { STORIES_REPLAY: values.replay }),
  },
});
process.exitCode = code;
