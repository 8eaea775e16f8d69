import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { OperatorError } from '../operator-error.ts';
import { connectAlone } from './connect-alone.ts';

const MIGRATIONS = join(import.meta.dirname, '../../../migrations');
const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;
/** Any number, the same in every version of Duet: whoever migrates holds this lock. */
const LOCK_KEY = 5_240_001;

interface Migration {
  version: number;
  name: string;
  text: string;
  checksum: string;
}

interface Applied {
  version: number;
  name: string;
  checksum: string;
}

/** Where a line about what was done goes; a pino logger will do. */
interface Log {
  info(line: string): void;
}

/**
 * Brings a database to the schema of this version of Duet: applies the files of `migrations/` that it does not have,
 * in order, each in a transaction of its own. Forward only. Safe to run from several processes at once.
 * @throws OperatorError when the database cannot be reached, is older than PostgreSQL 15, was migrated by a newer
 * Duet, or when an applied file has changed since.
 */
export async function migrate(connectionString: string, log: Log, folder = MIGRATIONS): Promise<void> {
  const migrations = await readMigrations(folder);
  const client = await connectAlone(connectionString);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
    await client.query(`
      CREATE TABLE IF NOT EXISTS schema_migrations (
        version    integer PRIMARY KEY,
        name       text NOT NULL,
        checksum   text NOT NULL,
        applied_at timestamptz(3) NOT NULL DEFAULT now()
      )`);
    const applied = await client.query<Applied>(
      'SELECT version, name, checksum FROM schema_migrations ORDER BY version',
    );
    for (const migration of pending(migrations, applied.rows)) {
      await apply(client, migration);
      log.info(`Migrated the database: ${migration.name}`);
    }
  } finally {
    await client.end();
  }
}

/**
 * @throws OperatorError when the database cannot be reached or lacks a migration of this version. A database that is
 * newer is fine: in a rolling deployment the old version runs on while the new one migrates.
 */
export async function assertMigrated(connectionString: string, folder = MIGRATIONS): Promise<void> {
  const latest = (await readMigrations(folder)).at(-1)?.version ?? 0;
  const client = await connectAlone(connectionString);
  try {
    const version = await currentVersion(client);
    if (version < latest) {
      throw new OperatorError(
        `The database is at migration ${version} and this version of Duet needs ${latest}: run the migrations first.`,
      );
    }
  } finally {
    await client.end();
  }
}

async function currentVersion(client: Client): Promise<number> {
  const { rows } = await client.query<{ known: boolean }>(
    "SELECT to_regclass('schema_migrations') IS NOT NULL AS known",
  );
  if (!rows[0]?.known) return 0;
  const latest = await client.query<{ version: number }>(
    'SELECT coalesce(max(version), 0) AS version FROM schema_migrations',
  );
  return latest.rows[0]?.version ?? 0;
}

/** What of `migrations` is still to be applied; refuses a history that is not the beginning of ours. */
function pending(migrations: readonly Migration[], applied: readonly Applied[]): readonly Migration[] {
  for (const [index, { name, checksum }] of applied.entries()) {
    const migration = migrations[index];
    if (!migration) {
      throw new OperatorError(
        `The database was migrated by a newer version of Duet (${name}); this version does not know that file.`,
      );
    }
    if (migration.name !== name || migration.checksum !== checksum) {
      throw new OperatorError(
        `The migration ${migration.name} differs from what the database was migrated with (${name}); applied files never change.`,
      );
    }
  }
  return migrations.slice(applied.length);
}

async function apply(client: Client, { version, name, text, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(text);
    await client.query('INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)', [
      version,
      name,
      checksum,
    ]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new OperatorError(
      `The migration ${name} failed and was rolled back: ${(error as Error).message}.`,
      {
        cause: error,
      },
    );
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name, index) => {
      const version = Number(FILE_NAME.exec(name)?.[1]);
      if (version !== index + 1) {
        throw new OperatorError(`Migrations are numbered from 0001 without gaps; ${name} breaks that.`);
      }
      const text = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
      return { version, name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}
