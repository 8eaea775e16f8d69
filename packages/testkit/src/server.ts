import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { serverLogins } from '@duet/server/platform/postgres/server-logins.ts';
import { createTestDatabase } from './database.ts';
import { seedPeople } from './people.ts';
import { takePort } from './port.ts';
import { until } from './until.ts';

/** What every test server derives its keys from. */
export const TEST_SECRET = 'test'.repeat(16);

const MAIN = resolve(import.meta.dirname, '../../../apps/server/src/main.ts');

/** A real server in a process of its own. */
export interface TestServer {
  readonly url: string;
  /** For the owner of the database, who may do anything; the server itself signs in as less. */
  readonly databaseUrl: string;
  readonly pid: number;
  /** Where it tells how far its audit log goes. */
  readonly auditAnchors: string;
  /** What it has written since it was started. */
  log(): string;
  /** The sum of what its metrics say of the series that begin like this. */
  metric(beginning: string): Promise<number>;
  /** Sends the signal and returns when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Resolves when the process has ended, by whatever hand. */
  ended(): Promise<void>;
  /** Starts it again on the same port and database, `env` added; ready afterwards. It must have ended before. */
  restart(env?: Record<string, string>): Promise<void>;
  /** Ends it, and drops the database if it was made for it. */
  stop(): Promise<void>;
}

/**
 * Starts the server as production does, ready to answer: on a database of its own with the test people in it, or on
 * that of which `databaseUrl` is the owner's address, as it is. `env` adds to its environment, which is otherwise the
 * same on every machine. `main` is another program that is told its port in the same way, and answers /readyz.
 */
export async function startTestServer(
  options: { databaseUrl?: string; env?: Record<string, string>; main?: string } = {},
): Promise<TestServer> {
  const database = options.databaseUrl === undefined ? await createTestDatabase() : undefined;
  const databaseUrl = database?.url ?? options.databaseUrl!;
  if (database !== undefined) await seedPeople(database.url);
  const home = await mkdtemp(join(tmpdir(), 'duet-server-'));
  const { port, release } = await takePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    NODE_ENV: 'test',
    PORT: String(port),
    ...serverLogins(databaseUrl),
    DUET_SECRET: TEST_SECRET,
    ...(options.env?.['S3_BUCKET'] === undefined && { OBJECTS_FOLDER: join(home, 'objects') }),
    AUDIT_ANCHORS: join(home, 'audit-anchors.jsonl'),
    DEMO: 'true',
    LOG_LEVEL: 'warn',
    // Tests of load are not about rates; those about rates set this to 1.
    RATE_FACTOR: '1000',
    // For whoever profiles a run.
    ...(process.env['NODE_OPTIONS'] !== undefined && { NODE_OPTIONS: process.env['NODE_OPTIONS'] }),
    ...options.env,
  };

  let child: ChildProcess;
  let log = '';
  const start = async (added: Record<string, string> = {}): Promise<void> => {
    log = '';
    child = spawn(process.execPath, [options.main ?? MAIN], {
      env: { ...env, ...added },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (log += String(chunk)));
    const ready = async (): Promise<boolean> =>
      hasEnded(child) || (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
    await until(ready, { timeout: 60_000 }).catch((error: unknown) => {
      child.kill('SIGKILL');
      throw new Error(`The server does not get ready:\n${log}`, { cause: error });
    });
    if (hasEnded(child)) throw new Error(`The server ended at once:\n${log}`);
  };
  const ended = async (): Promise<void> => {
    if (!hasEnded(child)) await once(child, 'exit');
  };
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended();
  };
  // A runner that is ended by force takes its servers with it.
  const onExit = (): void => void child.kill('SIGKILL');
  process.once('exit', onExit);

  await start();
  return {
    url,
    databaseUrl,
    auditAnchors: env.AUDIT_ANCHORS,
    get pid() {
      return child.pid!;
    },
    log: () => log,
    async metric(beginning) {
      const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n');
      const values = lines
        .filter((line) => line.startsWith(beginning))
        .map((line) => Number(line.split(' ').at(-1)));
      return values.reduce((sum, value) => sum + value, 0);
    },
    kill,
    ended,
    restart: start,
    async stop() {
      await kill('SIGTERM');
      process.off('exit', onExit);
      release();
      await rm(home, { recursive: true });
      await database?.drop();
    },
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
