import { sql, type Queryable } from '../../platform/postgres/database.ts';
import { isBookingChanged, isConversationChanged } from './changed-since.ts';

/** The moment a statement looked at the database, as PostgreSQL's `pg_snapshot`: which transactions it saw. */
export interface Moment {
  snapshot: string;
  /** The life of the database: another one after a restore from a backup. */
  epoch: string;
  /** The moment this one was compared with is yet to come here. */
  isBehind: boolean;
}

/** What changed for a person since a snapshot: how many of each, counted up to a limit. */
export interface Changes {
  conversations: number;
  bookings: number;
}

const getSnapshot = sql('sync_snapshot', 'SELECT pg_current_snapshot()::text AS snapshot');
// In one statement, since most who come back have missed nothing, and come all at once.
const lookSince = sql(
  'sync_look',
  `SELECT pg_current_snapshot()::text AS snapshot, epoch,
     coalesce(pg_snapshot_xmax($2::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()), false) AS is_behind,
     (SELECT count(*) FROM (
        SELECT FROM conversations c WHERE ${isConversationChanged('customer')}
        UNION ALL SELECT FROM conversations c WHERE ${isConversationChanged('artist')} LIMIT $3) c) AS conversations,
     (SELECT count(*) FROM (
        SELECT FROM bookings b WHERE ${isBookingChanged('customer')}
        UNION ALL SELECT FROM bookings b WHERE ${isBookingChanged('artist')} LIMIT $3) b) AS bookings
   FROM sync_epoch`,
);
// No more than the log itself, which is small however much is committed; what follows looks at what nobody told of.
const listCommits = sql(
  'sync_commits',
  `SELECT pg_current_snapshot()::text AS snapshot, (
     SELECT coalesce(json_agg(json_build_array(tx::text, conversation_ids)), '[]') FROM (
       SELECT tx, conversation_ids FROM commits WHERE is_since(tx, $1::pg_snapshot) ORDER BY tx LIMIT $2
     ) found) AS commits`,
);
/** Of more in one look, the rest is left to what clients ask for by themselves. */
const MAX_COMMITS = 20_000;

/** What a transaction changed: a conversation. */
export interface FoundCommit {
  tx: string;
  conversationId: string;
}

/** The database's own course, in PostgreSQL: its moments, and the log of its commits. */
export class SyncRepository {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  async getSnapshot(): Promise<string> {
    const [row] = await this.#database.query<{ snapshot: string }>(getSnapshot);
    if (!row) throw new Error('the database has no snapshot');
    return row.snapshot;
  }

  /** Now, compared with an earlier snapshot if one is given, and what changed for a person since then. */
  async lookSince(
    userId: string,
    earlier: string | null,
    limit: number,
  ): Promise<{ moment: Moment; changes: Changes }> {
    const [row] = await this.#database.query<
      Changes & { snapshot: string; epoch: string; is_behind: boolean }
    >(lookSince, [userId, earlier, limit]);
    if (!row) throw new Error('sync_epoch is empty');
    const { snapshot, epoch, is_behind: isBehind, conversations, bookings } = row;
    return { moment: { snapshot, epoch, isBehind }, changes: { conversations, bookings } };
  }

  /** What was committed since a moment, in order; and the moment now. */
  async listCommits(since: string): Promise<{ snapshot: string; commits: FoundCommit[] }> {
    const [row] = await this.#database.query<{
      snapshot: string;
      commits: [tx: string, conversationIds: string[]][];
    }>(listCommits, [since, MAX_COMMITS]);
    if (!row) throw new Error('the look at commits answered nothing');
    const commits = row.commits.flatMap(([tx, ids]) => ids.map((conversationId) => ({ tx, conversationId })));
    return { snapshot: row.snapshot, commits };
  }
}
