import type { Client } from 'pg';

/**
 * The conversations whose rows break a rule that holds whatever happened: `seq` is 1..n without gap or repeat and n is
 * `last_seq` (I4), time does not run against it, and the unread counts are what the watermarks and messages say (I10).
 * Empty is good. (That watermarks keep their order is a constraint of the table.)
 */
export async function brokenRules(client: Client): Promise<unknown[]> {
  const { rows } = await client.query<object>(`
    SELECT c.id, c.last_seq, c.unread_count_customer, c.unread_count_artist, s.* FROM conversations c
    CROSS JOIN LATERAL (
      SELECT count(*) AS stored, coalesce(min(seq), 0) AS first, coalesce(max(seq), 0) AS last,
        count(*) FILTER (WHERE sender_role = 'artist' AND seq > c.read_seq_customer) AS unread_customer,
        count(*) FILTER (WHERE sender_role = 'customer' AND seq > c.read_seq_artist) AS unread_artist,
        count(*) FILTER (WHERE sent_at < previous) AS backwards
      FROM (SELECT *, lag(sent_at) OVER (ORDER BY seq) AS previous FROM messages m WHERE m.conversation_id = c.id) m
    ) s
    WHERE s.stored <> c.last_seq OR s.last <> c.last_seq OR s.first <> least(1, c.last_seq) OR s.backwards > 0
       OR s.unread_customer <> c.unread_count_customer OR s.unread_artist <> c.unread_count_artist`);
  return rows;
}
