import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTestDatabase, people, seedPeople, type TestDatabase } from '@duet/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertLeastPrivilege } from '../src/platform/postgres/least-privilege.ts';
import { serverLogins } from '../src/platform/postgres/server-logins.ts';

let database: TestDatabase;
let owner: pg.Client;
let app: pg.Client;
let audit: pg.Client;

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

beforeAll(async () => {
  database = await createTestDatabase();
  await seedPeople(database.url);
  owner = await connect(database.url);
  app = await connect(database.logins.DATABASE_URL);
  audit = await connect(database.logins.AUDIT_DATABASE_URL);
});
afterAll(async () => {
  await Promise.all([owner, app, audit].map((client) => client.end()));
  await database.drop();
});

/** What nobody but the owner, or a superuser, may. */
const ofOwner = [
  'CREATE TABLE mine (id integer)',
  'CREATE TEMPORARY TABLE sessions (id integer)',
  'CREATE SCHEMA mine',
  'CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$',
  'CREATE EXTENSION pgcrypto',
  'CREATE ROLE mine',
  'ALTER TABLE messages ADD COLUMN mine integer',
  'ALTER TABLE audit_log DISABLE TRIGGER ALL',
  'ALTER FUNCTION append_audit_entry RENAME TO append_nothing',
  'CREATE INDEX ON messages (content)',
  'DROP TABLE messages',
  'TRUNCATE messages',
  'TRUNCATE audit_log',
  'GRANT duet_app TO duet_audit',
  'SET session_replication_role = replica',
  `COPY messages TO PROGRAM 'true'`,
  `SELECT pg_read_file('PG_VERSION')`,
  'SELECT rolpassword FROM pg_authid',
  `INSERT INTO schema_migrations (version, name, checksum) VALUES (9999, 'mine', '')`,
  'DELETE FROM schema_migrations',
  `UPDATE audit_log SET action = 'x'`,
  'DELETE FROM audit_log',
  'INSERT INTO audit_log SELECT * FROM audit_log',
  `UPDATE audit_texts SET text = 'x'`,
  'DELETE FROM audit_texts',
  `INSERT INTO audit_texts VALUES (1, '', '')`,
  'UPDATE audit_head SET seq = 0',
  'DELETE FROM messages',
  'DELETE FROM conversations',
  'DELETE FROM users',
];
const refused = /permission denied|must (be|have)/;
const append = `SELECT append_audit_entry('${people.ada.id}', 'owner', NULL, '192.0.2.1', 'admin.sign_in', 'allowed',
  NULL, NULL, NULL, '{}', NULL)`;

describe('A3 the server works with rows and owns nothing', () => {
  it.each([
    ...ofOwner,
    append,
    'SET ROLE duet_audit',
    'SET SESSION AUTHORIZATION duet_audit',
    `UPDATE messages SET sender_id = '${people.carol.id}'`,
    'UPDATE messages SET seq = seq + 1',
    'UPDATE receipts SET at = now()',
    'UPDATE openings SET case_id = NULL',
    'DELETE FROM reports',
  ])('may not: %s', async (statement) => {
    await expect(app.query(statement)).rejects.toThrow(refused);
  });

  it.each([
    ...ofOwner,
    'SET ROLE duet_app',
    'SELECT FROM audit_log',
    'SELECT FROM audit_texts',
    'SELECT FROM audit_head',
    'SELECT FROM messages',
    'SELECT FROM users',
    `SELECT end_sessions('${people.alice.id}', NULL, NULL, '', now())`,
    `SELECT erase_person('${people.alice.id}', now())`,
  ])('nor does the role that adds to the audit log: %s', async (statement) => {
    await expect(audit.query(statement)).rejects.toThrow(refused);
  });

  it('which may add to it', async () => {
    expect((await audit.query(append)).rows).toEqual([{ append_audit_entry: '1' }]);
  });
});

it('every table has been decided about', async () => {
  const { rows } = await owner.query<{ relname: string; rights: string }>(`
    SELECT relname, concat_ws(' ',
        CASE WHEN has_table_privilege('duet_app', oid, 'SELECT') THEN 'read' END,
        CASE WHEN has_table_privilege('duet_app', oid, 'INSERT') THEN 'add' END,
        CASE WHEN has_table_privilege('duet_app', oid, 'UPDATE') THEN 'change'
             WHEN has_any_column_privilege('duet_app', oid, 'UPDATE') THEN 'change-some' END,
        CASE WHEN has_table_privilege('duet_app', oid, 'DELETE') THEN 'delete' END) AS rights
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') ORDER BY relname`);
  expect(Object.fromEntries(rows.map(({ relname, rights }) => [relname, rights]))).toEqual({
    audit_head: 'read',
    audit_log: 'read',
    audit_texts: 'read',
    bookings: 'read add change',
    commits: 'read add change delete',
    conversation_words: 'read add delete',
    conversations: 'read add change',
    copies: 'read add change delete',
    expired: 'read add change',
    holds: 'read add change',
    images: 'read add change delete',
    message_forms: 'read',
    message_revisions: 'read add change',
    messages: 'read add change-some',
    openings: 'read add',
    overseen_messages: 'read',
    packs: 'read add change',
    pairs_to_index: 'read add change delete',
    proposals: 'read add change',
    receipts: 'read add change-some',
    recovery_codes: 'read add delete',
    renames: 'read add change delete',
    report_messages: 'read add',
    reports: 'read add change-some',
    schema_migrations: 'read',
    second_factors: 'read add change delete',
    sessions: 'read add change delete',
    sync_epoch: 'read',
    users: 'read add change',
  });
});

/** As a deployment does. */
const runMigrate = (env: Record<string, string>) =>
  promisify(execFile)(process.execPath, [join(import.meta.dirname, '../src/migrate.ts')], { env });

it('migrations ask for the owner’s address, and for nothing else', async () => {
  await expect(runMigrate({ DATABASE_URL: database.url })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^MIGRATE_DATABASE_URL must be a PostgreSQL address [^\n]+\n$/) as string,
  });
});

describe('in production a server', () => {
  const sentence = (variable: string, what: string) =>
    `${variable} must sign in as a role that may do no more than its part in production; this one ${what}.`;

  it('starts with its own two roles, and with neither in the other’s place', async () => {
    const { DATABASE_URL, AUDIT_DATABASE_URL } = database.logins;
    await assertLeastPrivilege(database.logins);
    await expect(
      assertLeastPrivilege({ DATABASE_URL: AUDIT_DATABASE_URL, AUDIT_DATABASE_URL }),
    ).rejects.toThrow(sentence('DATABASE_URL', 'may add to the audit log'));
    await expect(assertLeastPrivilege({ DATABASE_URL, AUDIT_DATABASE_URL: DATABASE_URL })).rejects.toThrow(
      sentence('AUDIT_DATABASE_URL', 'may read messages'),
    );
    await expect(assertLeastPrivilege({ ...database.logins, DATABASE_URL: database.url })).rejects.toThrow(
      sentence('DATABASE_URL', 'is a superuser'),
    );
  });

  it('refuses to sign in as the owner of a database that an ordinary role has migrated', async () => {
    const name = `duet_owner_${randomBytes(4).toString('hex')}`;
    const url = new URL(database.url);
    [url.username, url.password, url.pathname] = [name, 'hidden', name];
    await owner.query(`CREATE ROLE ${name} LOGIN PASSWORD 'hidden'`);
    await owner.query(`GRANT duet_audit TO ${name} WITH ADMIN OPTION`);
    await owner.query(`CREATE DATABASE ${name} OWNER ${name}`);
    try {
      const { stdout } = await runMigrate({ MIGRATE_DATABASE_URL: url.href });
      expect(stdout).toMatch(/^Migrated the database: \d{4}_\w+\.sql$/m);
      const there = new URL(database.url);
      there.pathname = name;
      const logins = serverLogins(there.href);
      await assertLeastPrivilege(logins);
      await expect(assertLeastPrivilege({ ...logins, DATABASE_URL: url.href })).rejects.toThrow(
        sentence('DATABASE_URL', 'owns tables or belongs to who does'),
      );
      await owner.query(`GRANT TEMPORARY ON DATABASE ${name} TO duet_app`);
      await expect(assertLeastPrivilege(logins)).rejects.toThrow(
        sentence('DATABASE_URL', 'may create temporary tables'),
      );
    } finally {
      await owner.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await owner.query(`DROP ROLE ${name}`);
    }
  });
});
