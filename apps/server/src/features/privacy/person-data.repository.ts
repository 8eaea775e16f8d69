import { sql, type Queryable, type Statement } from '../../platform/postgres/database.ts';

/** A conversation of a person, as their data is gone through. */
export interface PersonsConversation {
  readonly id: string;
  readonly peerId: string;
}

/** A message of an export; its images are named by their ids. */
export interface ExportedMessage {
  readonly seq: number;
  readonly line: { readonly images: readonly string[] };
}

const listConversations = sql(
  'privacy_list_conversations',
  `SELECT id, CASE WHEN customer_id = $1 THEN artist_id ELSE customer_id END AS "peerId" FROM conversations
   WHERE (customer_id = $1 OR artist_id = $1) AND id > $2 ORDER BY id LIMIT $3`,
);
const erasePerson = sql(
  'privacy_erase_person',
  `WITH gone AS (DELETE FROM second_factors WHERE user_id = $1)
   SELECT erase_person AS id FROM erase_person($1, now())`,
);
const eraseMessages = sql('privacy_erase_messages', 'SELECT * FROM erase_messages($1, $2, $3)');
const expireMessages = sql('privacy_expire_messages', 'SELECT * FROM expire_messages($1, $2, $3)');
// Of each the first message that has not been looked at: when it is old enough, it is not the only one.
const listOld = sql(
  'privacy_list_old',
  `SELECT c.id, m.seq IS NOT NULL AS due FROM (
     SELECT id, customer_id, artist_id FROM conversations WHERE id > $1 ORDER BY id LIMIT $3
   ) c LEFT JOIN expired e ON e.conversation_id = c.id
   LEFT JOIN messages m ON m.conversation_id = c.id AND m.seq = coalesce(e.up_to_seq, 0) + 1 AND m.sent_at < $2
     AND NOT EXISTS (
       SELECT FROM holds h WHERE h.lifted_at IS NULL AND h.person_id IN (c.customer_id, c.artist_id))
   ORDER BY c.id`,
);
const exportPerson = sql(
  'privacy_export_person',
  `SELECT jsonb_build_object('kind', 'person', 'id', id, 'name', name, 'email', email, 'roles', roles,
       'timeZone', time_zone, 'readReceipts', read_receipts, 'showPresence', show_presence, 'createdAt', created_at,
       'lastSeenAt', last_seen_at) AS line FROM users WHERE id = $1
   UNION ALL
   SELECT jsonb_build_object('kind', 'session', 'device', device, 'createdAt', created_at, 'endedAt', revoked_at)
   FROM sessions WHERE user_id = $1
   UNION ALL
   SELECT jsonb_build_object('kind', 'booking', 'code', code, 'title', title, 'startsAt', starts_at, 'endsAt', ends_at,
       'price', price, 'currency', currency, 'status', status)
   FROM bookings WHERE customer_id = $1 OR artist_id = $1
   UNION ALL
   SELECT jsonb_build_object('kind', 'report', 'conversationId', conversation_id, 'seq', seq, 'reason', reason,
       'note', note, 'createdAt', created_at, 'decidedAt', decided_at)
   FROM reports WHERE reporter_id = $1`,
);
// As the person has seen it: what others wrote in the form that was meant for them.
const exportMessages = sql(
  'privacy_export_messages',
  `SELECT seq, jsonb_build_object('kind', 'message', 'conversationId', conversation_id, 'seq', seq,
       'own', sender_id = $2, 'sender', sender_role, 'type', message_type,
       'content', CASE WHEN sender_id = $2 THEN content ELSE coalesce(masked_content, content) END,
       'images', jsonb_path_query_array(images, '$[*].id'), 'sentAt', sent_at, 'editedAt', edited_at,
       'deletedAt', deleted_at) AS line
   FROM messages WHERE conversation_id = $1 AND seq > $3 ORDER BY seq LIMIT $4`,
);

/** All that there is of a person in PostgreSQL: to be handed out, or to be erased. */
export class PersonDataRepository {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** Up to `limit` conversations of a person, in order of id, after one of them. */
  listConversations(personId: string, afterId: string, limit: number): Promise<PersonsConversation[]> {
    return this.#database.query<PersonsConversation>(listConversations, [personId, afterId, limit]);
  }

  /** Takes from a person what says who they are; answers the sessions that have ended with it. */
  async erasePerson(personId: string): Promise<string[]> {
    const rows = await this.#database.query<{ id: string }>(erasePerson, [personId]);
    return rows.map(({ id }) => id);
  }

  /** Erases up to `limit` messages of a person in a conversation; 'held' while another transaction has it. */
  async eraseMessages(conversationId: string, personId: string, limit: number): Promise<number | 'held'> {
    return this.#erase(eraseMessages, [conversationId, personId, limit]);
  }

  /** Goes through up to `limit` further messages of before a moment, and erases those of people; 'held' likewise. */
  async expireMessages(conversationId: string, before: Date, limit: number): Promise<number | 'held'> {
    return this.#erase(expireMessages, [conversationId, before, limit]);
  }

  /** The next conversations in order of id, and whether messages of before a moment are due in them; not under a hold. */
  listOld(afterId: string, before: Date, limit: number): Promise<{ id: string; due: boolean }[]> {
    return this.#database.query<{ id: string; due: boolean }>(listOld, [afterId, before, limit]);
  }

  async #erase(statement: Statement, values: readonly unknown[]): Promise<number | 'held'> {
    const [row] = await this.#database.query<{ outcome: 'erased' | 'held'; erased: number }>(
      statement,
      values,
    );
    if (!row) throw new Error(`${statement.name} answered nothing`);
    return row.outcome === 'held' ? 'held' : row.erased;
  }

  /** What there is of a person beside their conversations. */
  async exportPerson(personId: string): Promise<object[]> {
    const rows = await this.#database.query<{ line: object }>(exportPerson, [personId]);
    return rows.map(({ line }) => line);
  }

  /** Up to `limit` messages of a conversation after a seq. */
  exportMessages(
    conversationId: string,
    personId: string,
    afterSeq: number,
    limit: number,
  ): Promise<ExportedMessage[]> {
    const values = [conversationId, personId, afterSeq, limit];
    return this.#database.query<ExportedMessage>(exportMessages, values);
  }
}
