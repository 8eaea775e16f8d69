import { createTestDatabase, startFaultProxy, until, type TestDatabase } from '@duet/testkit';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createMetrics } from '../metrics.ts';
import { Database, sql } from './database.ts';

let test: TestDatabase;
let admin: pg.Client;
const opened: Database[] = [];

beforeAll(async () => {
  test = await createTestDatabase();
  admin = new pg.Client({ connectionString: test.url });
  await admin.connect();
  await admin.query('CREATE TABLE things (id integer PRIMARY KEY, name text)');
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
  await admin.query('TRUNCATE things');
});
afterAll(async () => {
  await admin.end();
  await test.drop();
});

function open(max = 2, connectionString = test.url) {
  const metrics = createMetrics();
  const database = new Database({ connectionString, max, logger: pino({ enabled: false }), metrics });
  opened.push(database);
  return { database, metrics };
}

const insert = sql('t_insert', 'INSERT INTO things (id, name) VALUES ($1, $2)');
const names = sql('t_names', 'SELECT name FROM things ORDER BY id');
const sleep = sql('t_sleep', 'SELECT pg_sleep($1)');
const warn = sql('t_warn', "DO $$ BEGIN RAISE WARNING 'canceling wait for synchronous replication'; END $$");
const notice = sql('t_notice', "DO $$ BEGIN RAISE NOTICE 'by the way'; END $$");
const lock = sql('t_lock', 'SELECT FROM things WHERE id = 1 FOR UPDATE');
const types = sql(
  't_types',
  `SELECT 9007199254740991::bigint AS big, '2026-05-01T12:34:56.7+02'::timestamptz(3) AS at,
     pg_current_xact_id() AS tx, NULL::timestamptz AS never, '{"a": 1}'::jsonb AS json`,
);
const nobody = sql('t_nobody', 'SELECT FROM nobody');
const backend = sql('t_backend', 'SELECT pg_backend_pid() AS pid');

const unavailable = expect.objectContaining({
  code: 'database_unavailable',
  details: { retryAfterMs: 1_000 },
}) as Error;

it('gives numbers, UTC times with milliseconds, and transaction ids as strings', async () => {
  const { database } = open();
  const [row] = await database.query<Record<string, unknown>>(types);
  expect(row).toEqual({
    big: Number.MAX_SAFE_INTEGER,
    at: '2026-05-01T10:34:56.700Z',
    tx: expect.stringMatching(/^\d+$/) as string,
    never: null,
    json: { a: 1 },
  });
});

it('has no two statements of one name', () => {
  expect(() => sql('t_types', 'SELECT 1')).toThrow('There are two statements named t_types.');
});

it('measures statements by name and outcome', async () => {
  const { database, metrics } = open();
  await database.query(insert, [1, 'one']);
  await expect(database.query(nobody)).rejects.toThrow('relation "nobody" does not exist');
  const text = await metrics.registry.metrics();
  expect(text).toContain('_count{statement="t_insert",outcome="ok"} 1');
  expect(text).toContain('_count{statement="t_nobody",outcome="error"} 1');
  expect(text).toContain('duet_database_connections{role="app",state="idle"} 1');
});

describe('a transaction', () => {
  it('commits what its work did', async () => {
    const { database } = open();
    const done = await database.transaction(async (tx) => {
      await tx.query(insert, [1, 'one']);
      await tx.query(insert, [2, 'two']);
      return 'done';
    });
    expect(done).toBe('done');
    expect(await database.query(names)).toEqual([{ name: 'one' }, { name: 'two' }]);
  });

  it('undoes everything when its work fails, and the connection goes on', async () => {
    const { database } = open(1);
    const work = database.transaction(async (tx) => {
      await tx.query(insert, [1, 'one']);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await database.query(names)).toEqual([]);
  });

  it('is not told as done when its work goes on after a failed statement', async () => {
    const { database } = open(1);
    const work = database.transaction(async (tx) => {
      await tx.query(insert, [1, 'one']);
      await tx.query(insert, [1, 'again']).catch(() => undefined);
    });
    await expect(work).rejects.toThrow('its work went on');
    expect(await database.query(names)).toEqual([]);
  });
});

describe('what cannot be known is not told as done', () => {
  it('a statement that takes too long, and what waits behind it for a connection', async () => {
    const { database } = open(1);
    const before = performance.now();
    const slow = database.query(sleep, [10]);
    const waiting = database.query(names);
    await expect(slow).rejects.toEqual(unavailable);
    expect(performance.now() - before).toBeLessThan(2_200);
    await waiting.catch((error: unknown) => expect(error).toEqual(unavailable));
    expect(performance.now() - before).toBeLessThan(2_500);
    expect(await database.query(names)).toEqual([]);
  });

  it('a statement that came back with a warning, in a transaction or alone', async () => {
    const { database } = open(1);
    const [first] = await database.query<{ pid: number }>(backend);
    await expect(database.query(warn)).rejects.toEqual(unavailable);
    const [second] = await database.query<{ pid: number }>(backend);
    expect(second?.pid).not.toBe(first?.pid);
    await expect(database.transaction((tx) => tx.query(warn))).rejects.toEqual(unavailable);
    await expect(database.query(notice)).resolves.toEqual([]);
  });

  it('a statement whose connection is cut', async () => {
    const { database } = open(1);
    const [row] = await database.query<{ pid: number }>(backend);
    const cut = expect(database.query(sleep, [10])).rejects.toEqual(unavailable);
    await until(async () => {
      const active = "SELECT FROM pg_stat_activity WHERE pid = $1 AND state = 'active'";
      return (await admin.query(active, [row?.pid])).rowCount === 1;
    });
    await admin.query('SELECT pg_terminate_backend($1)', [row?.pid]);
    await cut;
    expect(await database.query(names)).toEqual([]);
  });

  it('anything, when nobody is there; and it says so at once', async () => {
    const { database } = open(2, 'postgres://nobody@127.0.0.1:1/nothing');
    const before = performance.now();
    await expect(database.ping()).rejects.toEqual(unavailable);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});

it('outlives the death of connections in use, between statements and within one', async () => {
  const line = await startFaultProxy(test.url);
  const { database } = open(2, line.url);
  const between = database.transaction(async (tx) => {
    await tx.query(backend);
    line.reset();
    await until(() => line.connections === 0);
    await tx.query(backend);
  });
  await expect(between).rejects.toEqual(unavailable);
  const within = database.query(sleep, [60]);
  await until(async () => {
    const { rowCount } = await admin.query(`SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'
      AND state = 'active' AND datname = current_database() AND pid <> pg_backend_pid()`);
    return rowCount === 1;
  });
  line.reset();
  await expect(within).rejects.toEqual(unavailable);
  await database.ping();
  await line.close();
});

it('outlives the death of idle connections', async () => {
  const { database } = open(2);
  await Promise.all([database.query(sleep, [0.05]), database.query(sleep, [0.05])]);
  const others = 'FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()';
  await admin.query(`SELECT pg_terminate_backend(pid) ${others}`, ['duet']);
  await until(async () => (await admin.query(`SELECT ${others}`, ['duet'])).rowCount === 0);
  await until(() => database.query(names));
});

it('answers busy when a lock is not to be had, sooner than it gives up on the database', async () => {
  const { database } = open();
  await admin.query("INSERT INTO things VALUES (1, 'one')");
  await admin.query('BEGIN; SELECT FROM things WHERE id = 1 FOR UPDATE');
  const busy = expect.objectContaining({ code: 'busy' }) as Error;
  await expect(database.query(lock)).rejects.toEqual(busy);
  await admin.query('ROLLBACK');
  await expect(database.query(lock)).resolves.toHaveLength(1);
});

it('gives up by its own clock when PostgreSQL is frozen', async () => {
  const { database } = open(1);
  const [row] = await database.query<{ pid: number }>(backend);
  process.kill(row!.pid, 'SIGSTOP');
  try {
    const before = performance.now();
    await expect(database.query(names)).rejects.toEqual(unavailable);
    expect(performance.now() - before).toBeLessThan(2_300);
    // A new connection takes the place of the frozen one.
    await expect(database.query(names)).resolves.toEqual([]);
  } finally {
    process.kill(row!.pid, 'SIGCONT');
  }
});
