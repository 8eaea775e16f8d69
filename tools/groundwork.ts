import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, relative, resolve } from 'node:path';
import { startLocalPostgres } from '@duet/local-postgres';
import { readConfig } from '@duet/server/config.ts';
import { readFiles } from '@duet/server/environment.ts';
import { seedDemo } from '@duet/server/demo/seed.ts';
import { OperatorError } from '@duet/server/platform/operator-error.ts';
import { migrate } from '@duet/server/platform/postgres/migrate.ts';
import { openServerLogins } from '@duet/server/platform/postgres/server-logins.ts';
import { Client } from 'pg';
import type { Lifetime } from './lifetime.ts';
import { ROOT } from './program.ts';
import { say, step } from './say.ts';

type Env = Record<string, string | undefined>;

/**
 * The environment the server gets here, apart from what `layGroundwork` adds: ours over the defaults. As for the
 * server itself, a variable that is empty is not set. Bad values and a taken port are refused, before the slow work.
 */
export async function readEnvironment(defaults: Env): Promise<{ env: Env; host: string; port: number }> {
  const env = { ...defaults, ...readFiles(process.env) };
  const pending = { DATABASE_URL: 'postgres://localhost/pending', DUET_SECRET: '0'.repeat(64) };
  const { host, port } = readConfig({ ...pending, ...env });
  await requireFreePort(host, port);
  return { env, host, port };
}

/**
 * Makes ready what the server stands on: a data folder with its secret, a migrated PostgreSQL (our own, unless
 * DATABASE_URL names another), the demo marketplace, a folder for images (unless S3_BUCKET names where). Answers the environment with all of that in it.
 * Throws an error with one sentence for people where something of that cannot be had.
 */
export async function layGroundwork(env: Env, lifetime: Lifetime): Promise<Env> {
  const dataFolder = await openDataFolder(dataFolderOf(env));
  const secret = env['DUET_SECRET'] ?? (await keepSecret(join(dataFolder, 'secret')));
  const ownUrl =
    env['DATABASE_URL'] === undefined
      ? await startOwnDatabase(join(dataFolder, 'postgres'), lifetime)
      : undefined;
  const ownerUrl = ownUrl ?? env['MIGRATE_DATABASE_URL'] ?? env['DATABASE_URL']!;
  lifetime.check();
  await step('Tables', () => migrate(ownerUrl, { info: say }));
  const logins = ownUrl === undefined ? {} : await openServerLogins(ownUrl);
  lifetime.check();
  await step(
    'Demo',
    () => seedDemo(ownerUrl),
    (seeded) => (seeded ? 'seeded' : 'already there'),
  );
  lifetime.check();
  const objects = env['S3_BUCKET'] === undefined ? { OBJECTS_FOLDER: join(dataFolder, 'objects') } : {};
  const anchors = { AUDIT_ANCHORS: join(dataFolder, 'audit-anchors.jsonl') };
  return { ...objects, ...anchors, ...env, ...logins, DUET_SECRET: secret };
}

/** Where all that Duet keeps on this machine is. */
export function dataFolderOf(env: Env): string {
  return resolve(ROOT, env['DUET_DATA'] ?? '.duet');
}

/** Throws an OperatorError when somebody listens on the port already, or we may not. */
export async function requireFreePort(host: string, port: number): Promise<void> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      EADDRINUSE: `Port ${port} is taken: stop the program that uses it, or choose another port with PORT=${port + 10}.`,
      EACCES: `Port ${port} may only be used by root: choose one above 1023 with PORT.`,
    };
    throw new OperatorError(reasons[code ?? ''] ?? `Nothing can listen on ${host}:${port}: ${message}.`);
  }
}

async function openDataFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
    return folder;
  } catch (error) {
    const reason = /^\w+: ([^,]+)/.exec((error as Error).message)?.[1];
    throw new OperatorError(
      `The data folder ${folder} cannot be written (${reason}): choose another one with DUET_DATA.`,
    );
  }
}

/** All the server's keys are derived from it; whoever loses it signs everybody out. */
async function keepSecret(file: string): Promise<string> {
  try {
    await writeFile(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}

async function startOwnDatabase(dataFolder: string, lifetime: Lifetime): Promise<string> {
  const where = relative(ROOT, dataFolder);
  const postgres = await step(
    'PostgreSQL',
    () => startLocalPostgres({ dataFolder, say }),
    () => `data in ${where.startsWith('..') ? dataFolder : where}`,
  );
  lifetime.add(() => postgres.stop());
  await ensureDatabase(postgres.connectionString(), 'duet');
  return postgres.connectionString('duet');
}

async function ensureDatabase(serverUrl: string, name: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
