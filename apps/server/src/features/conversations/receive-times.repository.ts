import { sql, type Queryable } from '../../platform/postgres/database.ts';

const findSentAt = sql(
  'receive_times_find_sent_at',
  'SELECT sent_at FROM messages WHERE conversation_id = $1 AND seq = $2',
);

/** When messages were sent, in PostgreSQL. */
export class ReceiveTimesRepository {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  async findSentAt(conversationId: string, seq: number): Promise<string | null> {
    const [row] = await this.#database.query<{ sent_at: string }>(findSentAt, [conversationId, seq]);
    return row?.sent_at ?? null;
  }
}
