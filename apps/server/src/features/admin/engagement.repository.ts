import type { Engagement } from '@duet/contract';
import { sql, type Queryable } from '../../platform/postgres/database.ts';
import { newestFirst } from '../conversations/conversation-order.ts';

/** Enough to tell how it goes, and few enough to be counted whenever somebody looks. */
const CONVERSATIONS = 300;

// A reply is a message after one of the other side; what the marketplace says is none, and nothing that is replied to.
const measure = sql(
  'admin_engagement',
  `WITH newest AS (
     SELECT c.id, c.delivered_seq_customer, c.delivered_seq_artist, c.read_seq_customer, c.read_seq_artist
     FROM conversations c ${newestFirst} LIMIT ${CONVERSATIONS}
   ), written AS (
     SELECT m.sent_at, m.sender_role,
       m.seq <= CASE m.sender_role WHEN 'customer' THEN c.delivered_seq_artist ELSE c.delivered_seq_customer END AS delivered,
       m.seq <= CASE m.sender_role WHEN 'customer' THEN c.read_seq_artist ELSE c.read_seq_customer END AS read,
       lag(m.sender_role) OVER line AS role_before, lag(m.sent_at) OVER line AS sent_before
     FROM newest c JOIN messages m ON m.conversation_id = c.id
     WHERE m.sender_role <> 'system' AND m.sent_at > now() - interval '7 days'
     WINDOW line AS (PARTITION BY m.conversation_id ORDER BY m.seq)
   )
   SELECT (SELECT count(*) FROM newest)::integer AS conversations, count(*)::integer AS messages,
     avg(delivered::integer)::double precision AS delivered, avg(read::integer)::double precision AS read,
     percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM sent_at - sent_before))
       FILTER (WHERE role_before <> sender_role) AS reply_seconds
   FROM written`,
);

interface Row {
  conversations: number;
  messages: number;
  delivered: number | null;
  read: number | null;
  reply_seconds: [number, number] | null;
}

/** How people answer each other, from what is stored of their conversations. */
export class EngagementRepository {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  async getEngagement(): Promise<Engagement> {
    const [row] = await this.#database.query<Row>(measure);
    if (!row) throw new Error('admin_engagement answered nothing');
    const { conversations, messages, delivered, read, reply_seconds: seconds } = row;
    return {
      conversations,
      messages,
      delivered,
      read,
      replySeconds: seconds && { median: seconds[0], p90: seconds[1] },
    };
  }
}
