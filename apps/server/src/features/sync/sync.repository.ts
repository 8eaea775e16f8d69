import type { Side } from '@duet/contract';
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
// A side whose view an older transaction changed last has nothing to learn of this one: it was private to the other.
// More than the limit, in two seconds, is left to what clients ask for by themselves.
const listCommits = sql(
  'sync_commits',
  `SELECT pg_current_snapshot()::text AS snapshot, coalesce((
     SELECT jsonb_agg(jsonb_build_object('tx', tx::text, 'conversationId', id, 'sides', sides) ORDER BY tx)
     FROM (
       SELECT t.tx, c.id, array_remove(ARRAY[
         CASE WHEN c.customer_id = ANY ($2::uuid[]) AND c.changed_tx_customer >= t.tx THEN 'customer' END,
         CASE WHEN c.artist_id = ANY ($2::uuid[]) AND c.changed_tx_artist >= t.tx THEN 'artist' END], NULL) AS sides
       FROM commits t CROSS JOIN unnest(t.conversation_ids) AS changed (id)
       JOIN conversations c ON c.id = changed.id
       WHERE is_since(t.tx, $1::pg_snapshot)
         AND (c.customer_id = ANY ($2::uuid[]) OR c.artist_id = ANY ($2::uuid[]))
       ORDER BY t.tx LIMIT 20000
     ) found WHERE sides <> '{}'), '[]') AS commits`,
);

/** What a transaction changed: a conversation, as these sides see it. */
export interface FoundCommit {
  tx: string;
  conversationId: string;
  sides: readonly Side[];
}

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

  /** What was committed since a moment in conversations of any of these people, in order; and the moment now. */
  async listCommits(
    since: string,
    userIds: readonly string[],
  ): Promise<{ snapshot: string; commits: FoundCommit[] }> {
    const [row] = await this.#database.query<{ snapshot: string; commits: FoundCommit[] }>(listCommits, [
      since,
      userIds,
    ]);
    if (!row) throw new Error('the look at commits answered nothing');
    return row;
  }
}
