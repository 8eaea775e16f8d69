import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@duet/local-postgres';
import { callRoute, DEMO_PASSWORD } from '@duet/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { programEnv, ROOT } from './program.ts';

/** `npm start` as a person runs it at a terminal: npm and all it starts are one process group. */
class Run {
  readonly npm: ChildProcess;
  output = '';

  constructor(env: Record<string, string>) {
    this.npm = spawn('npm', ['start', '--silent'], {
      cwd: ROOT,
      env: programEnv(env),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.npm.stdout, this.npm.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
  }

  async ready(): Promise<void> {
    const settled = (): boolean => this.output.includes('Ctrl-C') || this.npm.exitCode !== null;
    await expect.poll(settled, { timeout: 120_000 }).toBe(true);
    expect(this.output).toContain('Ctrl-C stops everything');
  }

  /** To the whole group, as a terminal does. */
  signalAll(signal: NodeJS.Signals): void {
    process.kill(-this.npm.pid!, signal);
  }

  async code(): Promise<number | null> {
    if (this.npm.exitCode === null && this.npm.signalCode === null) await once(this.npm, 'close');
    return this.npm.exitCode;
  }
}

let home: string;
let port: number;
let env: Record<string, string>;
let runs: Run[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'duet-start-'));
  port = await freePort();
  env = { DUET_DATA: join(home, 'data'), PORT: String(port), DATABASE_URL: '', DUET_SECRET: '' };
  runs = [];
});
afterEach(async () => {
  for (const run of runs) {
    if (run.npm.exitCode === null && run.npm.signalCode === null) run.signalAll('SIGTERM');
    await run.code();
  }
  await rm(home, { recursive: true });
}, 30_000);

describe('npm start', () => {
  test(
    'serves, keeps what was written, and leaves nothing behind on Ctrl-C',
    { timeout: 180_000 },
    async () => {
      const first = start();
      await first.ready();
      expect(first.output).toContain(`http://localhost:${port}`);
      expect((await stat(join(home, 'data/secret'))).mode & 0o777).toBe(0o600);
      expect((await fetch(`http://localhost:${port}/readyz`)).status).toBe(200);
      expect(await (await fetch(`http://localhost:${port}/`)).text()).toContain('<title>');
      expect(await aliceIs('Alice the First')).toBe('Alice the First');
      first.signalAll('SIGINT');
      expect(await first.code()).toBe(0);
      await expect(postgresPid()).rejects.toThrow('ENOENT');

      const second = start();
      const begun = performance.now();
      await second.ready();
      expect(performance.now() - begun).toBeLessThan(10_000);
      expect(await aliceIs()).toBe('Alice the First');

      const survivor = await postgresPid();
      second.signalAll('SIGKILL');
      await second.code();
      expect(() => process.kill(survivor, 0)).not.toThrow();

      const third = start();
      await third.ready();
      expect(third.output).toContain('Stopping the PostgreSQL of an earlier run');
      expect(await aliceIs()).toBe('Alice the First');
      third.npm.kill('SIGTERM');
      expect(await third.code()).toBe(0);
      await expect(postgresPid()).rejects.toThrow('ENOENT');
      await expect(fetch(`http://localhost:${port}/healthz`)).rejects.toThrow();
    },
  );

  test('says that its port is taken', { timeout: 30_000 }, async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const taken = (other.address() as { port: number }).port;
    await refuses(
      { PORT: String(taken) },
      `Port ${taken} is taken: stop the program that uses it, or choose another port`,
    );
    other.close();
  });

  test('says that its data folder cannot be written', { timeout: 30_000 }, async () => {
    const file = join(home, 'file');
    await writeFile(file, '');
    await refuses({ DUET_DATA: file }, `The data folder ${file} cannot be written (file already exists)`);
  });

  test('says that DATABASE_URL leads nowhere, without the password', { timeout: 30_000 }, async () => {
    const url = `postgres://duet:hush@127.0.0.1:${await freePort()}/duet`;
    const output = await refuses(
      { DATABASE_URL: url },
      /^The database at 127.0.0.1:\d+\/duet cannot be reached: .*\.$/m,
    );
    expect(output).not.toContain('hush');
  });
});

function start(more: Record<string, string> = {}): Run {
  const run = new Run({ ...env, ...more });
  runs.push(run);
  return run;
}

/** Ends by itself with one sentence and without a stack. */
async function refuses(more: Record<string, string>, sentence: string | RegExp): Promise<string> {
  const run = start(more);
  expect(await run.code()).toBe(1);
  expect(run.output).toMatch(sentence);
  expect(run.output).not.toMatch(/^ +at /m);
  return run.output;
}

async function postgresPid(): Promise<number> {
  return Number.parseInt(await readFile(join(home, 'data/postgres/postmaster.pid'), 'utf8'), 10);
}

/** Renames Alice, or reads her name, after signing in anew. */
async function aliceIs(name?: string): Promise<string> {
  const url = `http://localhost:${port}`;
  const signedIn = await callRoute(url, 'login', {
    body: { email: 'alice@duet.example', password: DEMO_PASSWORD },
  });
  if (!signedIn.ok) throw new Error(signedIn.error.code);
  const { accessToken, user } = signedIn.body;
  if (name === undefined) return user.name;
  const updated = await callRoute(url, 'updateMe', { body: { name } }, accessToken);
  if (!updated.ok) throw new Error(updated.error.code);
  return updated.body.user.name;
}
