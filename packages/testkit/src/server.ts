import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { freePort } from '@duet/local-postgres';
import { createTestDatabase } from './database.ts';
import { seedPeople } from './people.ts';
import { until } from './until.ts';

const MAIN = resolve(import.meta.dirname, '../../../apps/server/src/main.ts');

/** A real server in a process of its own. */
export interface TestServer {
  readonly url: string;
  readonly databaseUrl: string;
  /** What it has written since it was started. */
  log(): string;
  /** Sends the signal and returns when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port and database; ready afterwards. It must have been killed before. */
  restart(): Promise<void>;
  /** Ends it, and drops the database if it was made for it. */
  stop(): Promise<void>;
}

/**
 * Starts the server as production does, ready to answer: on a database of its own with the test people in it, or on
 * `databaseUrl` as it is. `env` adds to its environment, which is otherwise the same on every machine.
 */
export async function startTestServer(
  options: { databaseUrl?: string; env?: Record<string, string> } = {},
): Promise<TestServer> {
  const database = options.databaseUrl === undefined ? await createTestDatabase() : undefined;
  const databaseUrl = database?.url ?? options.databaseUrl!;
  if (database !== undefined) await seedPeople(database.url);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    NODE_ENV: 'test',
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    DUET_SECRET: 'test'.repeat(16),
    DEMO: 'true',
    LOG_LEVEL: 'warn',
    // Tests of load are not about rates; those about rates set this to 1.
    RATE_FACTOR: '1000',
    ...options.env,
  };

  let child: ChildProcess;
  let log = '';
  const start = async (): Promise<void> => {
    log = '';
    child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (log += String(chunk)));
    const ready = async (): Promise<boolean> => hasEnded(child) || (await fetch(`${url}/readyz`)).ok;
    await until(ready, { timeout: 20_000 }).catch((error: unknown) => {
      child.kill('SIGKILL');
      throw new Error(`The server does not get ready:\n${log}`, { cause: error });
    });
    if (hasEnded(child)) throw new Error(`The server ended at once:\n${log}`);
  };
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    if (hasEnded(child)) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  // A runner that is ended by force takes its servers with it.
  process.once('exit', () => child.kill('SIGKILL'));

  await start();
  return {
    url,
    databaseUrl,
    log: () => log,
    kill,
    restart: start,
    async stop() {
      await kill('SIGTERM');
      await database?.drop();
    },
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
