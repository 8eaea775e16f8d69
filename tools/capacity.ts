import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Run } from '../bench/run.ts';
import { DEFAULTS } from './capacity-model.ts';
import { COMMITTED_RUN, DOCUMENT, place, reportCapacity, USERS } from './capacity-report.ts';
import { ROOT } from './program.ts';
import { answerHelp, say } from './say.ts';

answerHelp(`
npm run capacity: what one node and one database carry, what runs out first, and what so many daily users need and cost:
from what the bench has measured, and from assumptions that the output names. See ${DOCUMENT}.

  npm run capacity                             from ${COMMITTED_RUN}, or else from .bench/latest.json
  npm run capacity -- --run FILE               from another run of \`npm run bench\`
  npm run capacity -- --users 50000,2000000    for other numbers of daily users (${USERS.join(',')})
  npm run capacity -- --set messagesPerDay=40  with another assumption; may be given several times
  npm run capacity -- --write                  into ${DOCUMENT}, from ${COMMITTED_RUN} and the assumptions as they stand
`);

const { values } = parseArgs({
  options: {
    run: { type: 'string' },
    users: { type: 'string', default: USERS.join(',') },
    set: { type: 'string', multiple: true, default: [] },
    write: { type: 'boolean', default: false },
  },
});
if (values.write) {
  if (values.run !== undefined || values.set.length > 0) fail('--write goes with no other run and no --set.');
  const path = resolve(ROOT, DOCUMENT);
  await writeFile(path, place(await readFile(path, 'utf8'), reportCapacity(await readRun(COMMITTED_RUN))));
  say(`Written: ${DOCUMENT}`);
} else {
  const run =
    values.run === undefined
      ? ((await readRun(COMMITTED_RUN)) ?? (await readRun('.bench/latest.json')))
      : await readRun(values.run);
  if (run === undefined) fail('There is no such run: `npm run bench` makes one.');
  const users = values.users.split(',').map((text) => number(text));
  console.log(reportCapacity(run, { ...DEFAULTS, ...Object.fromEntries(values.set.map(assume)) }, users));
}

/** undefined when the file is not there. */
async function readRun(file: string): Promise<Run | undefined> {
  const text = await readFile(resolve(ROOT, file), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Run);
}

function assume(given: string): [name: string, value: number] {
  const [name = '', value = ''] = given.split('=');
  if (!Object.hasOwn(DEFAULTS, name))
    fail(`There is no ${name}: it is one of ${Object.keys(DEFAULTS).join(', ')}.`);
  return [name, number(value)];
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0)) fail(`${text} is no number from 0 on.`);
  return value;
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
