import { brokenRules, createTestDatabase, type TestDatabase } from '@duet/testkit';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { fillDuet } from './duet-fill.ts';

/** The first PostgreSQL with uuidv7(); the bench runs on the bundled one, which is newer. */
const NEEDED = 180_000;

let database: TestDatabase;
let client: Client;
let version: number;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ version: string }>(
    "SELECT current_setting('server_version_num') AS version",
  );
  version = Number(rows[0]!.version);
  if (version < NEEDED) return;
  // One person with two conversations; one pair whose people are nobody else's.
  await fillDuet(
    client,
    [
      { customer: 0, artist: 0 },
      { customer: 0, artist: 1 },
      { customer: 7, artist: 7 },
    ],
    45,
  );
  await fillDuet(client, [{ customer: 8, artist: 8 }], 0);
});
beforeEach(({ skip }) => skip(version < NEEDED, 'the bench does not run on this PostgreSQL'));
afterAll(async () => {
  await client.end();
  await database.drop();
});

it('leaves conversations as the server would have: no rule of the rows is broken', async () => {
  const { rows } = await client.query('SELECT last_seq FROM conversations ORDER BY last_seq');
  expect(rows.map(({ last_seq }: { last_seq: number }) => last_seq)).toEqual([0, 45, 45, 45]);
  expect(await brokenRules(client)).toEqual([]);
});

it('leaves every message delivered and read, as its receipts say', async () => {
  const { rows } = await client.query(
    `SELECT count(*)::integer AS messages, count(delivered_at)::integer AS delivered,
       count(shown_read_at)::integer AS read, count(*) FILTER (WHERE delivered_at < sent_at)::integer AS early
     FROM message_forms`,
  );
  expect(rows).toEqual([{ messages: 135, delivered: 135, read: 135, early: 0 }]);
});

it('can be written to afterwards', async () => {
  const { rows } = await client.query<{ outcome: string; message_seq: number }>(
    `SELECT outcome, message_seq FROM conversations c, append_message(uuidv7(), c.id, uuidv7(), c.customer_id, 'customer',
       'text', 'And now?', NULL, '[]', NULL, NULL, NULL, NULL, NULL) WHERE c.last_seq = 45`,
  );
  expect(rows.map(({ outcome, message_seq: seq }) => [outcome, seq])).toEqual(Array(3).fill(['created', 46]));
  expect(await brokenRules(client)).toEqual([]);
});

it('makes nothing twice', async () => {
  await fillDuet(client, [{ customer: 0, artist: 2 }], 0);
  const { rows } = await client.query(
    'SELECT (SELECT count(*)::integer FROM users) AS users, (SELECT count(*)::integer FROM sessions) AS sessions',
  );
  // Three customers, five artists, and the sender of system messages, who has no session.
  expect(rows).toEqual([{ users: 9, sessions: 8 }]);
});

it('lets lists reach back, over more conversations than one statement inserts', async () => {
  const pairs = Array.from({ length: 5_001 }, (_, artist) => ({ customer: 9, artist: 100 + artist }));
  await fillDuet(client, pairs, 0);
  const { rows } = await client.query(
    `SELECT round(extract(epoch FROM max(last_message_at) - min(last_message_at)) / 60)::integer AS minutes,
       count(DISTINCT last_message_at)::integer AS times
     FROM conversations JOIN users ON users.id = customer_id WHERE name = 'Customer 000009'`,
  );
  expect(rows).toEqual([{ minutes: 5_000, times: 5_001 }]);
});
