import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startLocalPostgres, type LocalPostgres } from './local-postgres.ts';
import { isRunning } from './process.ts';

const ROOT = process.getuid?.() === 0;
const SLOW = 60_000; // each cluster is made anew, about a second on an idle machine

let home: string;
let dataFolder: string;
let running: LocalPostgres[];
let owners: ChildProcess[];
let said: string[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'duet-local-postgres-'));
  dataFolder = join(home, 'postgres');
  running = [];
  owners = [];
  said = [];
});

afterEach(async () => {
  for (const owner of owners) owner.kill('SIGKILL');
  for (const postgres of running) await postgres.stop();
  await rm(home, { recursive: true, force: true });
});

describe('a data folder', () => {
  test('keeps what was committed from one start to the next', { timeout: SLOW }, async () => {
    const first = await start();
    await query(first.connectionString(), 'CREATE TABLE kept (word text)');
    await query(first.connectionString(), `INSERT INTO kept VALUES ('salut')`);
    await first.stop();
    expect(await isRunning(first.pid)).toBe(false);

    const second = await start();
    expect(await query(second.connectionString(), 'SELECT word FROM kept')).toEqual([{ word: 'salut' }]);
    expect(await query(second.connectionString(), 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
    expect(await query(second.connectionString(), 'SHOW data_checksums')).toEqual([{ data_checksums: 'on' }]);
    const wrong = second.connectionString().replace(/:[^:@]+@/, ':wrong@');
    await expect(query(wrong, 'SELECT 1')).rejects.toThrow('password authentication failed');
    expect((await stat(`${dataFolder}.password`)).mode & 0o777).toBe(0o600);
  });

  test('takes settings', { timeout: SLOW }, async () => {
    const postgres = await start({ synchronous_commit: 'off' });
    const rows = await query(postgres.connectionString(), 'SHOW synchronous_commit');
    expect(rows).toEqual([{ synchronous_commit: 'off' }]);
  });

  test('has one owner at a time', { timeout: SLOW }, async () => {
    await start();
    await expect(start()).rejects.toThrow(
      `The data folder ${dataFolder} is in use by another running Duet (process ${process.pid}): stop that one first.`,
    );
  });

  test('survives the kill of its owner, whose PostgreSQL is replaced', { timeout: SLOW }, async () => {
    const killed = await startOwner();
    await query(killed.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    killed.owner.kill('SIGKILL');
    await once(killed.owner, 'exit');
    expect(await isRunning(killed.pid)).toBe(true);

    const next = await start();
    expect(await isRunning(killed.pid)).toBe(false);
    expect(said).toEqual([`Stopping the PostgreSQL of an earlier run (process ${killed.pid})`]);
    expect(await query(next.connectionString(), 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  test(
    'recovers when PostgreSQL itself was killed and another process has its id',
    { timeout: SLOW },
    async () => {
      const first = await start();
      await query(first.connectionString(), 'CREATE TABLE kept AS SELECT 1 AS one');
      process.kill(first.pid, 'SIGKILL');
      await expect.poll(() => said).toEqual([expect.stringMatching('PostgreSQL has ended unexpectedly')]);
      const pidFile = join(dataFolder, 'postmaster.pid');
      const other = spawn('sleep', ['60'], { stdio: 'ignore' });
      owners.push(other);
      await writeFile(pidFile, (await readFile(pidFile, 'utf8')).replace(/^\d+/, String(other.pid)));

      const next = await start();
      expect(await query(next.connectionString(), 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
      expect(await isRunning(other.pid!)).toBe(true);
    },
  );

  test('stays owned when PostgreSQL restarts its sessions', { timeout: SLOW }, async () => {
    const postgres = await start();
    const url = postgres.connectionString();
    const holder = async (): Promise<unknown> =>
      (await query(url, `SELECT pid FROM pg_locks WHERE locktype = 'advisory'`))[0]?.['pid'];
    const before = await holder();
    process.kill(before as number, 'SIGKILL');
    const taken = async (): Promise<boolean> =>
      ![before, undefined].includes(await holder().catch(() => undefined));
    await expect.poll(taken, { timeout: 20_000 }).toBe(true);
    expect(said).toEqual([]);
  });

  test.skipIf(!ROOT)(
    'is run as its owner by root, and by anybody else as himself',
    { timeout: SLOW },
    async () => {
      await chmod(home, 0o755);
      await mkdir(dataFolder);
      await chown(dataFolder, 65534, 65534);
      const asNobody = await start();
      expect((await stat(join(dataFolder, 'PG_VERSION'))).uid).toBe(65534);
      await asNobody.stop();

      await chown(home, 65534, 65534);
      for (const file of ['log', 'password']) await chown(`${dataFolder}.${file}`, 65534, 65534);
      const byNobody = await startOwner({ uid: 65534, gid: 65534 });
      expect(await query(byNobody.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      byNobody.owner.kill('SIGTERM');
      expect(await once(byNobody.owner, 'exit')).toEqual([0, null]);
      expect(await isRunning(byNobody.pid)).toBe(false);
    },
  );
});

describe('one sentence says why it cannot run', () => {
  test('a file in the place of the folder, or of its parent', async () => {
    await writeFile(dataFolder, '');
    await expect(start()).rejects.toThrow(`The data folder ${dataFolder} cannot be used: not a directory.`);
    dataFolder = join(dataFolder, 'below');
    await expect(start()).rejects.toThrow(
      /^The data folder .* cannot be made: (not a directory|file already exists)\.$/,
    );
  });

  test('a folder with something else in it', async () => {
    await mkdir(dataFolder);
    await writeFile(join(dataFolder, 'diary.txt'), '');
    await expect(start()).rejects.toThrow(
      `The data folder ${dataFolder} is not empty, and what is in it is not PostgreSQL's.`,
    );
  });

  test('what PostgreSQL itself complains of', { timeout: SLOW }, async () => {
    await expect(start({ shared_buffers: 'plenty' })).rejects.toThrow(
      `PostgreSQL does not start on ${dataFolder}: invalid value for parameter "shared_buffers": "plenty" (its log: ${dataFolder}.log).`,
    );
  });

  test('a lost password', { timeout: SLOW }, async () => {
    await (await start()).stop();
    await rm(`${dataFolder}.password`);
    await expect(start()).rejects.toThrow(/^The password of the data folder .* no such file or directory\.$/);
  });
});

async function start(settings: Record<string, string> = {}): Promise<LocalPostgres> {
  const postgres = await startLocalPostgres({ dataFolder, say: (line) => said.push(line), settings });
  running.push(postgres);
  return postgres;
}

/** Another process as the owner; answers what it says of its PostgreSQL. */
async function startOwner(user?: { uid: number; gid: number }) {
  const owner = spawn(process.execPath, [join(import.meta.dirname, 'owner.fixture.ts'), dataFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...user,
  });
  owners.push(owner);
  for await (const line of createInterface(owner.stdout)) {
    if (!line.startsWith('{')) throw new Error(line);
    return { owner, ...(JSON.parse(line) as { pid: number; url: string }) };
  }
  throw new Error('The owner ended without a word.');
}

async function query(connectionString: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
