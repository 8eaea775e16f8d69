import { conversationIdOf } from '@duet/server/features/conversations/conversation-id.ts';
import type { Client } from 'pg';
import { APART, batches } from './bulk.ts';
import type { PairIndex } from './subject.ts';

/** A person has one session, under an id that follows from theirs. */
export function sessionIdOf(personId: string): string {
  return personId.replace('-7000-', '-7001-');
}

/**
 * Makes people with a session each, and conversations with stored messages, as the server would have left them: `seq`
 * without gap, times that do not run against it, everything delivered and read, a receipt for every 20 messages.
 */
export async function fillDuet(
  client: Client,
  pairs: readonly PairIndex[],
  messagesEach: number,
): Promise<void> {
  for (const { first, customers, artists, conversations } of batches(pairs, messagesEach, conversationIdOf)) {
    for (const [role, ids] of [
      ['customer', new Set(customers)],
      ['artist', new Set(artists)],
    ] as const)
      await insertPeople(client, role, [...ids]);
    await client.query(INSERT_CONVERSATIONS, [conversations, customers, artists, messagesEach, first]);
    if (messagesEach === 0) continue;
    await client.query(INSERT_MESSAGES, [conversations]);
    await client.query(INSERT_RECEIPTS, [conversations]);
  }
  // Nobody is looked for by name in a measurement, and the job that writes names would take part in it.
  await client.query('TRUNCATE pairs_to_index');
}

async function insertPeople(client: Client, role: string, ids: string[]): Promise<void> {
  await client.query(
    `INSERT INTO users (id, external_id, name, roles)
     SELECT id, id::text, initcap($1) || ' ' || right(id::text, 6), ARRAY[$1] FROM unnest($2::uuid[]) AS person (id)
     ON CONFLICT DO NOTHING`,
    [role, ids],
  );
  await client.query(
    `INSERT INTO sessions (id, user_id, refresh_hash, device, expires_at)
     SELECT session_id, user_id, sha256(session_id::text::bytea), 'bench', now() + interval '30 days'
     FROM unnest($1::uuid[], $2::uuid[]) AS session (session_id, user_id)
     ON CONFLICT DO NOTHING`,
    [ids.map(sessionIdOf), ids],
  );
}

/** A message a second, the newest an hour ago. */
const INSERT_CONVERSATIONS = `
  INSERT INTO conversations (id, customer_id, artist_id, last_seq, last_message_at,
    delivered_seq_customer, delivered_seq_artist, read_seq_customer, read_seq_artist,
    shown_read_seq_customer, shown_read_seq_artist, opened_at_customer, opened_at_artist, created_at)
  SELECT id, customer_id, artist_id, n, at, n, n, n, n, n, n, first, first, first
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) WITH ORDINALITY AS pair (id, customer_id, artist_id, place),
    LATERAL (SELECT $4::integer AS n, now() - interval '1 hour' - ($5 + place) * ${APART} AS at) AS last,
    LATERAL (SELECT at - n * interval '1 second' AS first) AS begun
  ON CONFLICT DO NOTHING`;

const INSERT_MESSAGES = `
  INSERT INTO messages (id, conversation_id, seq, client_message_id, sender_id, sender_role, content, digest,
    sent_at, read_at, created_at)
  SELECT uuidv7(), c.id, seq, uuidv7(), CASE side WHEN 'customer' THEN c.customer_id ELSE c.artist_id END, side,
    'Message ' || seq || repeat(' and so on', 10), sha256(c.id::text::bytea), at, at, at
  FROM conversations c, generate_series(1, c.last_seq) AS seq,
    LATERAL (SELECT CASE seq % 2 WHEN 1 THEN 'customer' ELSE 'artist' END AS side,
      c.last_message_at - (c.last_seq - seq) * interval '1 second' AS at) AS said
  WHERE c.id = ANY ($1::uuid[])
  ORDER BY c.id, seq`;

const INSERT_RECEIPTS = `
  INSERT INTO receipts (conversation_id, side, kind, from_seq, up_to_seq, at, disclosed, filled)
  SELECT c.id, side, kind, from_seq, least(from_seq + 20, c.last_seq),
    c.last_message_at - (c.last_seq - least(from_seq + 20, c.last_seq)) * interval '1 second', true, true
  FROM conversations c, unnest(ARRAY['customer', 'artist']) AS side, unnest(ARRAY['delivered', 'read']) AS kind,
    generate_series(0, c.last_seq - 1, 20) AS from_seq
  WHERE c.id = ANY ($1::uuid[])`;
