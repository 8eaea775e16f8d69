import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@duet/testkit';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OperatorError } from '../operator-error.ts';
import { assertMigrated, migrate } from './migrate.ts';

let test: TestDatabase;
let folder: string;
const lines: string[] = [];
const log = { info: (line: string) => void lines.push(line) };

beforeEach(async () => {
  test = await createTestDatabase();
  await run('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  folder = await mkdtemp(join(tmpdir(), 'duet-migrations-'));
  lines.length = 0;
  await write('0001_first.sql', 'CREATE TABLE first (id integer)');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  await test.drop();
});

const write = (name: string, text: string) => writeFile(join(folder, name), text);

async function run(text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: test.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

const isThere = async (table: string) => (await run(`SELECT to_regclass('${table}') AS it`))[0];

it('applies what is missing, once, in order', async () => {
  await migrate(test.url, log, folder);
  await write('0002_second.sql', 'CREATE TABLE second AS SELECT * FROM first; CREATE INDEX ON second (id)');
  await expect(assertMigrated(test.url, folder)).rejects.toThrow(
    'The database is at migration 1 and this version of Duet needs 2: run the migrations first.',
  );
  await migrate(test.url, log, folder);
  await migrate(test.url, log, folder);
  expect(lines).toEqual(['Migrated the database: 0001_first.sql', 'Migrated the database: 0002_second.sql']);
  await assertMigrated(test.url, folder);
});

it('applies a file wholly or not at all', async () => {
  await write('0002_second.sql', 'CREATE TABLE second (id integer); SELECT 1 / 0');
  const failing = migrate(test.url, log, folder);
  await expect(failing).rejects.toThrow(
    'The migration 0002_second.sql failed and was rolled back: division by zero.',
  );
  await expect(failing).rejects.toThrow(OperatorError);
  expect(await isThere('second')).toEqual({ it: null });
  expect(await isThere('first')).toEqual({ it: 'first' });
});

it('lets several processes migrate at once', async () => {
  await Promise.all(Array.from({ length: 5 }, () => migrate(test.url, log, folder)));
  expect(lines).toEqual(['Migrated the database: 0001_first.sql']);
});

it('refuses a file that has changed since, but not for its line ends', async () => {
  await write('0001_first.sql', 'CREATE TABLE first\n(id integer)');
  await migrate(test.url, log, folder);
  await write('0001_first.sql', 'CREATE TABLE first\r\n(id integer)');
  await migrate(test.url, log, folder);
  await write('0001_first.sql', 'CREATE TABLE first (id bigint)');
  await expect(migrate(test.url, log, folder)).rejects.toThrow(/^The migration 0001_first.sql differs /);
});

it('refuses a database of a newer Duet, on which the server of this one may still run', async () => {
  await write('0002_second.sql', 'SELECT 1');
  await migrate(test.url, log, folder);
  await rm(join(folder, '0002_second.sql'));
  await expect(migrate(test.url, log, folder)).rejects.toThrow(/newer version of Duet \(0002_second.sql\)/);
  await assertMigrated(test.url, folder);
});

it('refuses a gap in the numbers', async () => {
  await write('0003_third.sql', 'SELECT 1');
  await expect(migrate(test.url, log, folder)).rejects.toThrow('without gaps; 0003_third.sql breaks that.');
});

it('says in one sentence that a database cannot be had, without its password', async () => {
  const nobody = 'postgres://duet:hidden@127.0.0.1:1/nothing';
  await expect(migrate(nobody, log, folder)).rejects.toThrow(
    'The database at 127.0.0.1:1/nothing cannot be reached: connect ECONNREFUSED 127.0.0.1:1.',
  );
  const wrong = new URL(test.url);
  wrong.pathname = '/nothing';
  await expect(migrate(wrong.href, log, folder)).rejects.toThrow(
    `The database at ${wrong.host}/nothing cannot be reached: database "nothing" does not exist.`,
  );
});
