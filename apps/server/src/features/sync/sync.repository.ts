import { sql, type Queryable } from '../../platform/postgres/database.ts';

/** The moment a statement looked at the database, as PostgreSQL's `pg_snapshot`: which transactions it saw. */
export interface Moment {
  snapshot: string;
  /** The life of the database: another one after a restore from a backup. */
  epoch: string;
  /** The moment this one was compared with is yet to come here. */
  isBehind: boolean;
}

const findMoment = sql(
  'sync_moment',
  `SELECT pg_current_snapshot()::text AS snapshot, epoch,
     coalesce(pg_snapshot_xmax($1::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()), false) AS is_behind
   FROM sync_epoch`,
);
// A message's own xmin names the transaction that stored it. Edits, which change it, are announced as edits.
// Of one conversation the newest 30 are enough: a client that gets them fills what lies below.
const listStored = sql(
  'sync_stored',
  `SELECT pg_current_snapshot()::text AS snapshot, ARRAY(
     SELECT m.id FROM commits t
     CROSS JOIN unnest(t.conversation_ids) AS changed (id)
     JOIN conversations c ON c.id = changed.id
     JOIN messages m ON m.conversation_id = c.id AND m.seq > c.last_seq - 30
       AND m.xmin = t.tx::xid AND m.revision = 0
     WHERE is_since(t.tx, $1::pg_snapshot)
       AND (c.customer_id = ANY ($2::uuid[]) OR c.artist_id = ANY ($2::uuid[]))
     ORDER BY m.conversation_id, m.seq LIMIT 1000
   ) AS message_ids`,
);

/** The database's own course, in PostgreSQL: its moments, and the log of its commits. */
export class SyncRepository {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** Now, compared with an earlier moment if one is given. */
  async getMoment(earlier: string | null): Promise<Moment> {
    const [row] = await this.#database.query<{ snapshot: string; epoch: string; is_behind: boolean }>(
      findMoment,
      [earlier],
    );
    if (!row) throw new Error('sync_epoch is empty');
    return { snapshot: row.snapshot, epoch: row.epoch, isBehind: row.is_behind };
  }

  /** The ids of messages that were stored since a moment for any of these people, in order of seq; and the moment now. */
  async listStored(
    since: string,
    userIds: readonly string[],
  ): Promise<{ snapshot: string; messageIds: string[] }> {
    const [row] = await this.#database.query<{ snapshot: string; message_ids: string[] }>(listStored, [
      since,
      userIds,
    ]);
    if (!row) throw new Error('the look at commits answered nothing');
    return { snapshot: row.snapshot, messageIds: row.message_ids };
  }
}
