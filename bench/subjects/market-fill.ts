import type { Client } from 'pg';
import { tidy } from './bulk.ts';
import { personIdOf } from './subject.ts';

/** A customer has so many conversations, or one more; an artist so many, but for one who has a tenth of all. */
const OF_A_CUSTOMER = 5;
const OF_AN_ARTIST = 50;
const BATCH = 100_000;

/** The artist who has a tenth of all conversations, and a customer like any other. */
export const BUSY_ARTIST = personIdOf('artist', 0);
export const CUSTOMER = personIdOf('customer', 7);

/** A booking's code, of the conversation of that number. */
export const codeOf = (conversation: number): string => `DU-${conversation}`;

/**
 * A marketplace for those who look after it: so many conversations with a booking each, over a year, the more the newer:
 * one in a hundred is from within the last hour. Two in a thousand are closed, as many blocked; nothing is written in any.
 */
export async function fillMarket(client: Client, conversations: number): Promise<void> {
  // No trigger notes for a job what is made here, and no foreign key is checked.
  await client.query('SET session_replication_role = replica');
  const [customers, artists] = [
    Math.ceil(conversations / OF_A_CUSTOMER),
    Math.ceil(conversations / OF_AN_ARTIST),
  ];
  for (const [role, count] of [
    ['customer', customers],
    ['artist', artists],
  ] as const)
    await client.query(INSERT_PEOPLE, [role, personIdOf(role, 0).slice(0, -12), count]);
  for (let first = 0; first < conversations; first += BATCH) {
    const last = Math.min(first + BATCH, conversations) - 1;
    await client.query(INSERT_CONVERSATIONS, [first, last, conversations, customers, artists]);
  }
  await client.query(INSERT_BOOKINGS);
  await client.query('RESET session_replication_role');
  await tidy(client);
}

const INSERT_PEOPLE = `
  INSERT INTO users (id, external_id, name, roles)
  SELECT id::uuid, id, initcap($1) || ' ' || n, ARRAY[$1]
  FROM generate_series(0, $3::integer - 1) AS n,
    LATERAL (SELECT $2::text || lpad(to_hex(n), 12, '0') AS id) AS person`;

const INSERT_CONVERSATIONS = `
  INSERT INTO conversations (id, customer_id, artist_id, last_seq, last_message_at, status, blocked_at_customer,
    archived_at_artist, opened_at_customer, opened_at_artist, created_at)
  SELECT gen_random_uuid(),
    ('${personIdOf('customer', 0).slice(0, -12)}' || lpad(to_hex(customer), 12, '0'))::uuid,
    ('${personIdOf('artist', 0).slice(0, -12)}' || lpad(to_hex(artist), 12, '0'))::uuid,
    0, at, CASE WHEN n % 1000 IN (1, 500) THEN 'closed' ELSE 'active' END,
    CASE WHEN n % 1000 IN (2, 510) THEN at END,
    CASE n % 20 WHEN 3 THEN at END, at, at, at
  FROM generate_series($1::integer, $2::integer) AS n,
    LATERAL (SELECT CASE n % 10 WHEN 0 THEN n / 10 ELSE n % $4::integer END AS customer,
      CASE n % 10 WHEN 0 THEN 0 ELSE 1 + (n / $4::integer * 7919 + n) % ($5::integer - 1) END AS artist) AS pair,
    LATERAL (SELECT now() - (n::double precision / $3) ^ 2 * interval '365 days' AS at) AS last
  ON CONFLICT DO NOTHING`;

const INSERT_BOOKINGS = `
  INSERT INTO bookings (id, external_id, code, customer_id, artist_id, title, starts_at, ends_at, price, currency, status)
  SELECT id, id::text, 'DU-' || row_number() OVER (ORDER BY last_message_at DESC) - 1, customer_id, artist_id,
    'Portraits', last_message_at, last_message_at + interval '1 hour', 18000, 'EUR', 'accepted'
  FROM conversations`;
