import { conversationIdOf } from '@duet/server/features/conversations/conversation-id.ts';
import { demoId } from '@duet/server/demo/seed.ts';
import { Client } from 'pg';

/** The conversation of alice and bruno. */
export const LONG = conversationIdOf(demoId('alice'), demoId('bruno'));

/**
 * Makes the conversation of alice and bruno `count` messages long ("Message 1" …), in a database on which nobody is at
 * work. Both have read it, but for the last `unread` messages, which are bruno's.
 */
export async function lengthen(databaseUrl: string, count: number, unread = 0): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    for (const table of ['receipts', 'messages'])
      await client.query(`DELETE FROM ${table} WHERE conversation_id = $1`, [LONG]);
    await client.query(
      `INSERT INTO messages (id, conversation_id, seq, client_message_id, sender_id, sender_role, content, sent_at)
       SELECT gen_random_uuid(), $1, n, gen_random_uuid(), CASE WHEN theirs THEN $2::uuid ELSE $3::uuid END,
         CASE WHEN theirs THEN 'artist' ELSE 'customer' END,
         'Message ' || n || '.' || repeat(' Would that suit you, or shall we look for another day?', n * 7 % 5),
         now() - interval '3 minutes' * ($4 - n)
       FROM (SELECT n, n > $4 - $5 OR n % 5 < 2 AS theirs FROM generate_series(1, $4) AS n) AS written`,
      [LONG, demoId('bruno'), demoId('alice'), count, unread],
    );
    const read = count - unread;
    await client.query(
      `UPDATE conversations SET last_seq = $2, last_message_at = now(), version_customer = version_customer + 1,
         version_artist = version_artist + 1, unread_count_customer = $3, unread_count_artist = 0,
         delivered_seq_customer = $4, delivered_seq_artist = $2, read_seq_customer = $4, read_seq_artist = $2,
         shown_read_seq_customer = $4, shown_read_seq_artist = $2
       WHERE id = $1`,
      [LONG, count, unread, read],
    );
    await client.query(
      `INSERT INTO receipts (conversation_id, side, kind, from_seq, up_to_seq, at, disclosed, filled)
       SELECT $1, side, kind, 0, CASE side WHEN 'customer' THEN $3::int ELSE $2::int END, now(), true, true
       FROM unnest(ARRAY['customer', 'artist']) AS side, unnest(ARRAY['delivered', 'read']) AS kind`,
      [LONG, count, read],
    );
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}
