import { parseArgs } from 'node:util';
import { run } from './program.ts';
import { answerHelp } from './say.ts';

answerHelp(`
npm run storybook: every screen and state of the app in a browser, each as a story; reloads what is changed, until Ctrl-C.

  npm run storybook             on http://localhost:5242
  npm run storybook -- --build  as files, in apps/mobile/.storybook/dist

Nothing else needs to run: stories bring a server of their own, which answers as each of them wants.
`);

const { values } = parseArgs({ options: { build: { type: 'boolean', default: false } } });
const command = values.build
  ? ['build', '--quiet', '--output-dir', '.storybook/dist']
  : ['dev', '--port', '5242', '--exact-port', '--no-open'];
const { code } = await run(['npm', 'exec', '--', 'storybook', ...command], {
  cwd: 'apps/mobile',
  show: true,
  env: { STORYBOOK_DISABLE_TELEMETRY: '1' },
});
process.exitCode = code;
