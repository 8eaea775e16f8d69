import { createTestDatabase, people, seedPeople, type TestDatabase } from '@duet/testkit';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { conversationIdOf } from '../src/features/conversations/conversation-id.ts';

// Whatever happens in a conversation changes its row in place (HOT) and so writes no index: a column that changes
// with every message must never be indexed.

const { alice, bruno } = people;
const conversationId = conversationIdOf(alice.id, bruno.id);
const clientMessageId = crypto.randomUUID();
let test: TestDatabase;
let sql: Client;

beforeAll(async () => {
  test = await createTestDatabase();
  await seedPeople(test.url);
  sql = new Client({ connectionString: test.url });
  await sql.connect();
  await sql.query(`SELECT open_conversation($1, $2, $3, 'customer', NULL)`, [
    conversationId,
    alice.id,
    bruno.id,
  ]);
});
afterAll(async () => {
  await sql.end();
  await test.drop();
});

const own = `'${clientMessageId}', '${alice.id}'`;

it.each([
  [
    'a message',
    `append_message(gen_random_uuid(), $1, ${own}, 'customer', 'text', 'x', NULL, '[]', NULL, NULL, NULL, NULL, NULL)`,
  ],
  ['a receipt', `advance_watermark($1, 'artist', 'read', 1)`],
  [
    'a receipt with others',
    `n FROM write_conversations(ARRAY[$1::uuid], '{customer}', '{delivered}', '{1}', '{1}', '{}', '{}', '{}', '{}', '{}',
       '{}', '{}', '{}', '{}', '{}', NULL)`,
  ],
  [
    'messages with others',
    `n FROM write_conversations(ARRAY[$1::uuid], '{}', '{}', '{}', '{}',
       ARRAY[gen_random_uuid(), gen_random_uuid()], ARRAY[gen_random_uuid(), gen_random_uuid()],
       '{${alice.id}, ${alice.id}}', '{customer, customer}', '{x, y}', '{NULL, NULL}', '{NULL, NULL}', '{NULL, NULL}',
       '{NULL, NULL}', '{1, 1}', NULL)`,
  ],
  ['an edit', `edit_message($1, ${own}, gen_random_uuid(), 'y', NULL, '1 minute')`],
  ['an unsend', `unsend_message($1, ${own}, '1 minute')`],
  ['marking as unread', `update_conversation($1, 'artist', NULL, true, NULL)`],
  ['muting', `update_conversation($1, 'artist', NULL, NULL, NULL, NULL, 'infinity')`],
])('%s changes rows in place', async (_what, call) => {
  for (const { updates, inPlace } of await updatesBy(call)) expect(inPlace).toBe(updates);
});

it.each([
  ['pinning', `update_conversation($1, 'artist', NULL, NULL, NULL, true, NULL, 1)`],
  ['archiving', `update_conversation($1, 'artist', true, NULL, NULL)`],
])('%s, which moves the conversation to another list, does not', async (_what, call) => {
  const [conversations] = await updatesBy(call);
  expect(conversations!.inPlace).toBe(conversations!.updates - 1);
});

/** The updates of rows that a call makes, by table. */
async function updatesBy(call: string): Promise<{ updates: number; inPlace: number }[]> {
  await sql.query('BEGIN');
  const before = await countUpdates();
  await sql.query(`SELECT ${call}`, [conversationId]);
  const after = await countUpdates();
  await sql.query('COMMIT');
  const made = after.map(({ table, updates, inPlace }) => {
    const earlier = before.find((one) => one.table === table);
    return { updates: updates - (earlier?.updates ?? 0), inPlace: inPlace - (earlier?.inPlace ?? 0) };
  });
  expect(made.some(({ updates }) => updates > 0)).toBe(true);
  return made;
}

/** Of this connection, since it last told the statistics. */
async function countUpdates() {
  const { rows } = await sql.query<{ table: string; updates: number; inPlace: number }>(
    `SELECT relname AS table, n_tup_upd::integer AS updates, n_tup_hot_upd::integer AS "inPlace"
       FROM pg_stat_xact_user_tables
      WHERE relname IN ('conversations', 'messages') AND n_tup_upd > 0 ORDER BY relname`,
  );
  return rows;
}
