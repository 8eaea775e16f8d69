import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { toAsyncApi, toOpenApi } from '@duet/contract/documents';
import { startLocalPostgres } from '@duet/local-postgres';
import { migrate } from '@duet/server/platform/postgres/migrate.ts';
import { ROOT } from './program.ts';
import { answerHelp, say } from './say.ts';
import { dumpSchema } from './schema-dump.ts';

answerHelp(`
npm run gen: writes the files that are made from others.

  packages/contract/generated/openapi.json    from the route table of the contract
  packages/contract/generated/asyncapi.json   from its tables of socket events
  apps/server/schema.sql                      the schema that the migrations lead to, for readers

  --check    writes nothing; fails when one of them is not up to date
`);

const check = process.argv.includes('--check');
const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const made: Record<string, string> = {
  'packages/contract/generated/openapi.json': toText(toOpenApi(version)),
  'packages/contract/generated/asyncapi.json': toText(toAsyncApi(version)),
  'apps/server/schema.sql': await schema(),
};

const stale: string[] = [];
for (const [file, text] of Object.entries(made)) {
  const path = join(ROOT, file);
  if ((await readFile(path, 'utf8').catch(() => '')) === text) continue;
  stale.push(file);
  if (check) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
if (check && stale.length > 0) {
  say(`Not up to date: ${stale.join(', ')}. \`npm run gen\` writes them anew.`);
  process.exitCode = 1;
} else {
  say(stale.length === 0 ? 'Everything was up to date.' : `Written: ${stale.join(', ')}`);
}

function toText(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

async function schema(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'duet-gen-'));
  const postgres = await startLocalPostgres({ dataFolder: join(home, 'postgres'), say });
  try {
    await migrate(postgres.connectionString(), { info: () => undefined });
    const title =
      '-- What migrations/ lead to, written by `npm run gen`. Only for readers: change the migrations.';
    return `${title}\n\n${await dumpSchema(postgres.connectionString())}`;
  } finally {
    await postgres.stop();
    await rm(home, { recursive: true });
  }
}
