import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalPostgres } from '@duet/local-postgres';
import { migrate } from '@duet/server/platform/postgres/migrate.ts';
import { openServerLogins } from '@duet/server/platform/postgres/server-logins.ts';
import { Client } from 'pg';

/** Where the run's PostgreSQL is told to the processes of the run. */
const RUN = 'DUET_TEST_RUN';

interface Run {
  readonly serverUrl: string;
  readonly template: string;
}

/**
 * Starts the PostgreSQL of a test run, with a migrated template in it, for this process and those it starts. A test
 * runner calls it once, before it starts its workers. A server may be given instead, by TEST_DATABASE_URL at the latest;
 * its user must be allowed to create databases and roles. Settings are production's, fsync included: it costs half a millisecond a commit,
 * and what is shown about crashes and races is then shown under the real conditions.
 */
export async function startTestPostgres(
  external = process.env['TEST_DATABASE_URL'],
): Promise<{ stop(): Promise<void> }> {
  const { serverUrl, stop } =
    external === undefined ? await startOwn() : { serverUrl: external, stop: async () => {} };
  const template = `duet_template_${randomBytes(4).toString('hex')}`;
  await administer(serverUrl, `CREATE DATABASE ${template}`);
  await migrate(databaseUrl(serverUrl, template), { info: () => undefined });
  await openServerLogins(serverUrl);
  process.env[RUN] = JSON.stringify({ serverUrl, template } satisfies Run);
  return {
    async stop() {
      delete process.env[RUN];
      await administer(serverUrl, `DROP DATABASE ${template}`);
      await stop();
    },
  };
}

async function startOwn(): Promise<{ serverUrl: string; stop: () => Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'duet-test-'));
  const postgres = await startLocalPostgres({
    dataFolder: join(home, 'postgres'),
    say: (line) => console.log(line),
  });
  return {
    serverUrl: postgres.connectionString(),
    stop: async () => {
      await postgres.stop();
      await rm(home, { recursive: true });
    },
  };
}

/** The run that `startTestPostgres` began. */
export function currentRun(): Run {
  const run = process.env[RUN];
  if (run === undefined)
    throw new Error('There is no PostgreSQL for tests: only *.db.test.ts files and e2e have one.');
  return JSON.parse(run) as Run;
}

export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Runs statements about databases, each by itself. */
export async function administer(serverUrl: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
