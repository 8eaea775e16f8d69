import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { giveTo, type Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { complaintIn, LocalPostgresError, reasonOf } from './error.ts';
import { isRunning } from './process.ts';

export const SUPERUSER = 'duet';

/** PostgreSQL's programs get nothing of our environment: no PGPORT, no PGOPTIONS, no foreign language. */
export const CLEAN_ENV = { LC_ALL: 'C', TZ: 'UTC' };

/** The absolute path of the data folder, whose parent exists afterwards. */
export async function prepareParent(dataFolder: string): Promise<string> {
  const parent = dirname(resolve(dataFolder));
  try {
    await mkdir(parent, { recursive: true });
    return join(await realpath(parent), basename(resolve(dataFolder)));
  } catch (error) {
    throw new LocalPostgresError(`The data folder ${dataFolder} cannot be made: ${reasonOf(error)}.`);
  }
}

/**
 * Makes the folder's database cluster unless it has one, and answers the superuser's password, which is kept in
 * `<folder>.password`. A cluster appears whole or not at all: it is made beside its place and then renamed.
 */
export async function ensureCluster(folder: string, binaries: Binaries, account: Account): Promise<string> {
  const entries = await entriesOf(folder);
  if (entries.includes('PG_VERSION')) return readPassword(folder);
  if (entries.length > 0) {
    throw new LocalPostgresError(
      `The data folder ${folder} is not empty, and what is in it is not PostgreSQL's.`,
    );
  }
  await removeAbandoned(folder);
  const staging = `${folder}.new-${process.pid}`;
  try {
    const password = await makePassword(folder, account);
    await mkdir(staging, { mode: 0o700 });
    await giveTo(account, staging);
    await initdb(staging, folder, binaries, account);
    await rename(staging, folder);
    return password;
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return readPassword(folder);
    if (error instanceof LocalPostgresError) throw error;
    throw new LocalPostgresError(`The data folder ${folder} cannot be made: ${reasonOf(error)}.`);
  }
}

/** The first version with a locale of its own. */
const BUILTIN_LOCALE = 17;

async function initdb(staging: string, folder: string, binaries: Binaries, account: Account): Promise<void> {
  const run = promisify(execFile);
  try {
    const { stdout: version } = await run(binaries.initdb, ['--version'], { env: CLEAN_ENV });
    const major = Number(/\d+/.exec(version)?.[0]);
    const [program = binaries.initdb, ...args] = [
      ...account.prefix,
      binaries.initdb,
      ...['-D', staging, '-U', SUPERUSER, '--pwfile', passwordFile(folder), '--auth', 'scram-sha-256'],
      ...['-E', 'UTF8', '--locale', 'C', '--no-instructions'],
      // It sorts the same on every system, and an update of the system's libraries cannot change it.
      ...(major >= BUILTIN_LOCALE ? ['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'] : []),
    ];
    await run(program, args, { env: CLEAN_ENV, cwd: '/', ...account.user });
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    const said = complaintIn(stderr) ?? reasonOf(error);
    throw new LocalPostgresError(`PostgreSQL could not make its data folder ${folder}: ${said}.`);
  }
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new LocalPostgresError(`The data folder ${folder} cannot be used: ${reasonOf(error)}.`);
  }
}

/** Half-made clusters of processes that were killed while they made them. */
async function removeAbandoned(folder: string): Promise<void> {
  const prefix = `${basename(folder)}.new-`;
  for (const name of await readdir(dirname(folder))) {
    if (!name.startsWith(prefix) || (await isRunning(Number(name.slice(prefix.length))))) continue;
    await rm(join(dirname(folder), name), { recursive: true, force: true });
  }
}

const passwordFile = (folder: string): string => `${folder}.password`;

async function makePassword(folder: string, account: Account): Promise<string> {
  try {
    const password = randomBytes(24).toString('base64url');
    await writeFile(passwordFile(folder), password, { mode: 0o600, flag: 'wx' });
    await giveTo(account, passwordFile(folder));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readPassword(folder);
}

/** Of the superuser of the cluster in a folder. */
export async function readPassword(folder: string): Promise<string> {
  try {
    return (await readFile(passwordFile(folder), 'utf8')).trim();
  } catch (error) {
    throw new LocalPostgresError(
      `The password of the data folder ${folder} cannot be read from ${passwordFile(folder)}: ${reasonOf(error)}.`,
    );
  }
}
