import { bookingStatus } from '@duet/contract';
import { brokenRules, createTestDatabase, type TestDatabase } from '@duet/testkit';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PEOPLE } from './marketplace.ts';
import { seedDemo } from './seed.ts';

let database: TestDatabase;
let sql: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = new Client({ connectionString: database.url });
  await sql.connect();
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

const one = async (query: string) => (await sql.query<Record<string, unknown>>(query)).rows[0];

it('fills an empty database once', async () => {
  expect(await seedDemo(database.url)).toBe(true);
  expect(await seedDemo(database.url)).toBe(false);
  expect(await one('SELECT count(*)::integer AS people FROM users WHERE password_hash IS NOT NULL')).toEqual({
    people: PEOPLE.length,
  });
});

it('keeps the rules that what people write keeps', async () => {
  expect(await brokenRules(sql)).toEqual([]);
  expect(await one('SELECT count(*)::integer AS later FROM messages WHERE sent_at > now()')).toEqual({
    later: 0,
  });
});

it('has bookings in every state, each told by as many messages as it had states, where there is a conversation', async () => {
  expect(await one('SELECT array_agg(DISTINCT status ORDER BY status) AS states FROM bookings')).toEqual({
    states: [...bookingStatus.options].sort(),
  });
  expect(
    await one(`
      SELECT count(*)::integer AS untold FROM bookings b
      JOIN conversations c ON c.customer_id = b.customer_id AND c.artist_id = b.artist_id
      WHERE b.version <> (SELECT count(*) FROM messages m WHERE m.booking_id = b.id AND m.message_type = 'system')
         OR b.status <> (SELECT metadata->>'to' FROM messages m WHERE m.booking_id = b.id
                         AND m.message_type = 'system' ORDER BY seq DESC LIMIT 1)`),
  ).toEqual({ untold: 0 });
});
