import { createTestDatabase, people, seedPeople, type TestDatabase } from '@duet/testkit';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConversationFinderRepository } from '../src/features/admin/conversation-finder.repository.ts';
import { NEWEST } from '../src/features/conversations/conversation-order.ts';
import { ConversationRepository } from '../src/features/conversations/conversation.repository.ts';
import type { Queryable } from '../src/platform/postgres/database.ts';

// A list of a person is read by an index of that person's, however many of all conversations are theirs: by the index of all,
// what is another's would be put aside row by row.

const { bruno } = people;
const MANY = 3_000;
let test: TestDatabase;
let sql: Client;

beforeAll(async () => {
  test = await createTestDatabase();
  await seedPeople(test.url);
  sql = new Client({ connectionString: test.url });
  await sql.connect();
  await sql.query(
    `INSERT INTO users (id, external_id, name, roles)
     SELECT gen_random_uuid(), n, 'Customer ' || n, '{customer}' FROM generate_series(1, $1::integer) n`,
    [MANY],
  );
  await sql.query(
    `INSERT INTO conversations (id, customer_id, artist_id, opened_at_customer, opened_at_artist, last_message_at)
     SELECT gen_random_uuid(), id, $1, now(), now(), now() - interval '1 hour' * row_number() OVER (ORDER BY id)
     FROM users WHERE name LIKE 'Customer %'`,
    [bruno.id],
  );
  await sql.query('ANALYZE users, conversations');
});
afterAll(async () => {
  await sql.end();
  await test.drop();
});

it('a list of who has nearly all conversations is read by an index of their own', async () => {
  const plan = await planOf((database) =>
    new ConversationRepository(database, {} as never).listConversations(
      { id: bruno.id, role: 'artist' },
      'others',
      NEWEST,
      30,
    ),
  );
  expect(plan).toMatch(/Index Scan using conversations_\w*artist/);
  expect(plan).not.toContain('conversations_all');
});

it('the list that administrators have of all is read by the index of all', async () => {
  const plan = await planOf((database) =>
    new ConversationFinderRepository(database).listConversations({}, null, 30),
  );
  expect(plan).toContain('Index Scan using conversations_all');
});

/** How PostgreSQL would run what is asked for, knowing none of its values. */
async function planOf(ask: (database: Queryable) => Promise<unknown>): Promise<string> {
  const plan: string[] = [];
  const database: Pick<Queryable, 'query'> = {
    query: async ({ text }) => {
      const { rows } = await sql.query<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN) ${text}`);
      plan.push(...rows.map((row) => row['QUERY PLAN']));
      return [];
    },
  };
  await ask(database);
  return plan.join('\n');
}
