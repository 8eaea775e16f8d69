import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  callRoute,
  createTestDatabase,
  DEMO_PASSWORD,
  Device,
  people,
  startTestServer,
  until,
  type TestServer,
} from '@duet/testkit';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';

const MAIN = join(import.meta.dirname, 'main.ts');
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(): Promise<TestServer> {
  const server = await startTestServer();
  closers.push(() => server.stop());
  return server;
}

/** A connection to `database` of the server that has `url`. */
async function connectTo(url: string, database?: string): Promise<pg.Client> {
  const place = new URL(url);
  if (database !== undefined) place.pathname = database;
  const client = new pg.Client({ connectionString: place.href });
  await client.connect();
  closers.push(() => client.end());
  return client;
}

/** Runs main.ts to its end. */
async function runMain(env: Record<string, string>): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const [code] = (await once(child, 'exit')) as [number];
  return { code, output };
}

const good = {
  NODE_ENV: 'test',
  PORT: '0',
  DUET_SECRET: '5e'.repeat(32),
  DATABASE_URL: 'postgres://x@127.0.0.1:1/x',
};

describe('what an operator got wrong ends the start with one sentence and code 1', () => {
  it.each([
    ['a variable', { ...good, PORT: 'http' }, 'PORT must be a port number.\n'],
    ['no variables', {}, /^DATABASE_URL must be a PostgreSQL address[^\n]+\n$/],
    ['a database that is not there', good, /^The database at 127\.0\.0\.1:1\/x cannot be reached: [^\n]+\n$/],
  ])('%s', async (_name, env, sentence) => {
    const { code, output } = await runMain(env);
    expect(code).toBe(1);
    expect(output).toMatch(sentence);
  });

  it('an empty database', async () => {
    const database = await createTestDatabase();
    closers.push(() => database.drop());
    const client = await connectTo(database.url);
    await client.query('DROP TABLE schema_migrations');
    const { code, output } = await runMain({ ...good, ...database.logins });
    expect([code, output]).toEqual([1, expect.stringMatching(/^The database is at migration 0 [^\n]+\n$/)]);
  });

  it('a port that is taken, and a web app that is not there', async () => {
    const server = await start();
    const { port } = new URL(server.url);
    const env = { ...good, LOG_LEVEL: 'silent', DATABASE_URL: server.databaseUrl };
    const taken = await runMain({ ...env, PORT: port });
    expect([taken.code, taken.output]).toEqual([
      1,
      expect.stringMatching(/^Nothing can listen on [^\n]+EADDRINUSE[^\n]+\n$/),
    ]);
    const noApp = await runMain({ ...env, WEB_ROOT: '/nowhere' });
    expect([noApp.code, noApp.output]).toEqual([1, expect.stringMatching(/^WEB_ROOT must be [^\n]+\n$/)]);
  });
});

it('finishes what is in flight when it is told to stop, has sockets reconnect, and exits with 0', async () => {
  const server = await start();
  const [admin, watcher] = [await connectTo(server.databaseUrl), await connectTo(server.databaseUrl)];
  const device = await Device.connect(server.url, people.bruno);
  const { email } = people.alice;
  const login = await callRoute(server.url, 'login', { body: { email, password: DEMO_PASSWORD } });
  const token = login.ok ? login.body.accessToken : '';
  await admin.query('BEGIN');
  await admin.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [people.alice.id]);
  const inFlight = callRoute(server.url, 'updateMe', { body: { name: 'Alicia' } }, token);
  await until(async () => {
    // Not by the one who holds the row: within a transaction this view stands still.
    const { rowCount } = await watcher.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    return (rowCount ?? 0) > 0;
  });
  const stopped = server.kill('SIGTERM');
  await until(() => !device.connected);
  await admin.query('COMMIT');
  expect(await inFlight).toMatchObject({ status: 200, body: { user: { name: 'Alicia' } } });
  await stopped;
  expect(device.received('session:revoked')).toEqual([]);
  await server.restart();
  expect(await device.call('getMe')).toMatchObject({ status: 200 });
});

it('I22 says 503 within two seconds while the database is away, stays up, and heals by itself', async () => {
  const server = await start();
  const name = new URL(server.databaseUrl).pathname.slice(1);
  const admin = await connectTo(server.databaseUrl, 'postgres');
  const device = await Device.connect(server.url, people.alice);
  await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);

  const before = performance.now();
  expect(await device.call('getMe')).toMatchObject({
    status: 503,
    error: { code: 'database_unavailable', retryable: true, retryAfterMs: 1_000 },
  });
  expect(await device.emit('typing:start', { conversationId: people.alice.id })).toMatchObject({
    ok: false,
    error: { code: 'database_unavailable' },
  });
  expect((await fetch(`${server.url}/readyz`)).headers.get('retry-after')).toBe('1');
  expect(performance.now() - before).toBeLessThan(6_000);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);

  await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`);
  await until(async () => (await fetch(`${server.url}/readyz`)).ok, { timeout: 10_000 });
  expect((await device.call('getMe')).status).toBe(200);
  expect(device.connected).toBe(true);
  device.close();
});
