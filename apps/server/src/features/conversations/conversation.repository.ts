import {
  LIMITS,
  type Conversation,
  type ConversationFilter,
  type ConversationPatch,
  type Side,
} from '@duet/contract';
import { currentTx, sql, type Queryable, type Statement } from '../../platform/postgres/database.ts';
import type { BookingRow } from '../bookings/booking.mapper.ts';
import type { MessageRow } from '../messages/message.mapper.ts';
import { isConversationChanged } from '../sync/changed-since.ts';
import { toConversation, type ConversationMapping, type ConversationRow } from './conversation.mapper.ts';
import {
  LONGEST_PAGE,
  NEWEST,
  newestFirst,
  olderThan,
  toOlderThan,
  type ConversationPosition,
} from './conversation-order.ts';

/** The two people of a conversation, and which of them see it. */
export interface Members {
  customerId: string;
  artistId: string;
  customerSees: boolean;
  artistSees: boolean;
}

/** How many conversations a person may begin a day, for as long as their account is new. */
export interface NewAccountLimit {
  days: number;
  conversations: number;
}

/** What `open_conversation` answers; see migrations/0025_first_contacts.sql. */
export type Opened =
  | { outcome: 'created' | 'opened'; tx: string }
  | { outcome: 'unchanged' }
  | { outcome: 'person_missing' }
  | { outcome: 'booking_missing' }
  | { outcome: 'too_many'; retry_after_ms: number }
  | { outcome: 'held' };

/** What `update_conversation` answers; see migrations/0022_blocks.sql. */
export type Updated =
  | { outcome: 'updated' | 'shared'; tx: string }
  | { outcome: 'unchanged' }
  | { outcome: 'full' }
  | { outcome: 'held' };

/** What `recount_unread` answers; see migrations/0007_unread.sql. */
export type Recount =
  | { outcome: 'repaired'; tx: string; drift: Record<Side, number> }
  | { outcome: 'unchanged' }
  | { outcome: 'held' };

const findMembers = sql(
  'conversation_members',
  `SELECT customer_id, artist_id, opened_at_customer IS NOT NULL AS customer_sees,
     opened_at_artist IS NOT NULL AS artist_sees
   FROM conversations WHERE id = $1`,
);
const open = sql(
  'conversation_open',
  `SELECT outcome, retry_after_ms, ${currentTx} FROM open_conversation($1, $2, $3, $4, $5, $6, $7)`,
);
const update = sql(
  'conversation_update',
  `SELECT outcome, ${currentTx} FROM update_conversation($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);
const findBlock = sql(
  'conversation_find_block',
  `SELECT 1 FROM conversations
   WHERE id = $1 AND (blocked_at_customer IS NOT NULL OR blocked_at_artist IS NOT NULL)`,
);
// One statement sees one moment, so that what is being written meanwhile is no drift. What a piece costs is the messages
// it counts: two people who write and never read would have all of theirs counted, again and again.
const findUnreadDrift = sql(
  'conversation_find_unread_drift',
  `WITH next AS (
     SELECT id, unread_count_customer, unread_count_artist, read_seq_customer, read_seq_artist, last_seq
     FROM conversations WHERE id > $1 ORDER BY id LIMIT $2
   ), piece AS MATERIALIZED (
     SELECT * FROM (
       SELECT *, row_number() OVER (ORDER BY id) AS place,
         sum(last_seq - least(read_seq_customer, read_seq_artist)) OVER (ORDER BY id) AS to_count
       FROM next
     ) weighed WHERE place = 1 OR to_count <= $3
   )
   SELECT (SELECT id FROM piece ORDER BY id DESC LIMIT 1) AS last_id, ARRAY(
     SELECT c.id FROM piece c CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE sender_role = 'artist' AND seq > c.read_seq_customer) AS customer,
         count(*) FILTER (WHERE sender_role = 'customer' AND seq > c.read_seq_artist) AS artist
       FROM messages WHERE conversation_id = c.id AND seq > least(c.read_seq_customer, c.read_seq_artist)
     ) unread
     WHERE (c.unread_count_customer, c.unread_count_artist) <> (unread.customer, unread.artist)
   ) AS drifted_ids`,
);
// Who is called otherwise is found otherwise: noted in the same transaction.
const spreadRename = sql(
  'conversation_spread_rename',
  `WITH spread AS MATERIALIZED (SELECT * FROM spread_rename($1)), noted AS (
     INSERT INTO pairs_to_index (customer_id, artist_id)
     SELECT customer_id, artist_id FROM conversations, spread WHERE id = ANY (conversation_ids)
     ON CONFLICT (customer_id, artist_id) DO UPDATE SET note = DEFAULT
   )
   SELECT *, ${currentTx} FROM spread`,
);
const settleAttention = sql(
  'conversation_settle_attention',
  'SELECT last_id FROM settle_attention($1, $2, $3)',
);
const recountUnread = sql('conversation_recount_unread', `SELECT *, ${currentTx} FROM recount_unread($1)`);
// What a side's view was changed by last may be a later one. An older one says that to this side all these were private
// to the other.
const listChangedSides = sql(
  'conversation_changed_sides',
  `SELECT side FROM conversations c CROSS JOIN LATERAL (
     VALUES ('customer', changed_tx_customer), ('artist', changed_tx_artist)) AS own (side, changed_tx)
   WHERE c.id = $1 AND own.changed_tx >= ANY ($2::xid8[])`,
);
const listChangedTxs = sql(
  'conversation_changed_txs',
  `SELECT id, changed_tx_customer AS customer, changed_tx_artist AS artist FROM conversations
   WHERE id = ANY ($1::uuid[])`,
);
const listLastMessages = sql(
  'conversation_last_messages',
  `SELECT m.* FROM unnest($1::uuid[], $2::integer[]) AS last (conversation_id, seq)
   JOIN message_forms m USING (conversation_id, seq)`,
);
const listBookings = sql('conversation_bookings', 'SELECT * FROM bookings WHERE id = ANY ($1::uuid[])');
const trimCopies = sql(
  'conversation_trim_copies',
  `DELETE FROM copies WHERE (sender_id, digest, conversation_id) IN (
     SELECT sender_id, digest, conversation_id FROM copies WHERE at < now() - interval '1 hour' ORDER BY at LIMIT $1
   ) RETURNING 1 AS one`,
);
const trimCommits = sql(
  'conversation_trim_commits',
  `DELETE FROM commits WHERE tx IN (
     SELECT tx FROM commits WHERE at < now() - interval '15 minutes' ORDER BY at LIMIT $1
   ) RETURNING 1 AS one`,
);

/** A list: what a filter finds, or what is neither archived nor pinned. */
type List = ConversationFilter | 'others';
const LISTS = ['others', 'unread', 'waiting', 'archived'] as const satisfies readonly List[];

/** The statements of one side: the same text over that side's columns. */
function ofSide(own: Side): Record<
  'find' | 'listNamed' | 'listPinned' | 'listChanged' | 'sumUnread',
  Statement
> & {
  list: Record<List, Statement>;
} {
  const peer: Side = own === 'customer' ? 'artist' : 'customer';
  const columns = `SELECT c.id, c.status, c.booking_id, c.last_seq, c.last_message_at,
      waiting_side(c.id) AS waiting_on, c.booked_at IS NOT NULL AS booked,
      c.version_${own} AS own_version, c.unread_count_${own} AS own_unread_count,
      c.marked_unread_${own} AS own_marked_unread, c.read_seq_${own} AS own_read_seq,
      c.archived_at_${own} AS own_archived_at, c.muted_until_${own} AS own_muted_until,
      c.pinned_at_${own} AS own_pinned_at, c.blocked_at_${own} IS NOT NULL AS own_blocked,
      p.id AS peer_id, p.name AS peer_name, p.time_zone AS peer_time_zone,
      c.delivered_seq_${peer} AS peer_delivered_seq, c.shown_read_seq_${peer} AS peer_shown_read_seq,
      c.blocked_at_${peer} IS NOT NULL AS peer_blocked`;
  const people = `JOIN users p ON p.id = c.${peer}_id`;
  const view = `${columns} FROM conversations c ${people}`;
  const toAttention = `c.archived_at_${own} IS NULL AND c.attention_${own}`;
  // The first condition of each is an index's: see migrations/0015_attention.sql.
  const conditions: Record<List, string> = {
    others: `c.archived_at_${own} IS NULL AND c.pinned_at_${own} IS NULL`,
    unread: `${toAttention} AND (c.unread_count_${own} > 0 OR c.marked_unread_${own})`,
    waiting: `${toAttention} AND waiting_side(c.id) = '${own}'`,
    archived: `c.archived_at_${own} IS NOT NULL`,
  };
  const listOf = (list: List) =>
    sql(
      `conversation_list_${list}_${own}`,
      `${columns} FROM (
         SELECT * FROM conversations c
         WHERE c.${own}_id = $1 AND c.opened_at_${own} IS NOT NULL AND ${conditions[list]} AND ${olderThan(2)}
         ${newestFirst} LIMIT ${LONGEST_PAGE}
       ) c ${people} ${newestFirst} LIMIT $5`,
    );
  return {
    find: sql(`conversation_find_${own}`, `${view} WHERE c.id = $1 AND c.${own}_id = $2`),
    list: Object.fromEntries(LISTS.map((list) => [list, listOf(list)])) as Record<List, Statement>,
    listNamed: sql(
      `conversation_list_named_${own}`,
      `${view} WHERE c.id = ANY ($1::uuid[]) AND c.${own}_id = $2 ${newestFirst}`,
    ),
    listPinned: sql(
      `conversation_list_pinned_${own}`,
      `${view}
       WHERE c.${own}_id = $1 AND c.opened_at_${own} IS NOT NULL AND c.pinned_at_${own} IS NOT NULL ${newestFirst}`,
    ),
    listChanged: sql(
      `conversation_list_changed_${own}`,
      `${view} WHERE ${isConversationChanged(own)} AND ($3::uuid IS NULL OR c.id > $3::uuid) ORDER BY c.id LIMIT $4`,
    ),
    sumUnread: sql(
      `conversation_sum_unread_${own}`,
      `SELECT coalesce(sum(unread_count_${own}), 0)::integer AS unread FROM conversations
       WHERE ${own}_id = $1 AND opened_at_${own} IS NOT NULL AND archived_at_${own} IS NULL
         AND coalesce(muted_until_${own} <= now(), true)`,
    ),
  };
}

const STATEMENTS = { customer: ofSide('customer'), artist: ofSide('artist') };

/** Conversations in PostgreSQL. Reads of one side's view find nothing for who is not on that side, checked or not. */
export class ConversationRepository {
  readonly #database: Queryable;
  readonly #mapping: ConversationMapping;

  constructor(database: Queryable, mapping: ConversationMapping) {
    this.#database = database;
    this.#mapping = mapping;
  }

  /** The two people of a conversation, or null when there is no such conversation. */
  async findMembers(conversationId: string): Promise<Members | null> {
    const [row] = await this.#database.query<{
      customer_id: string;
      artist_id: string;
      customer_sees: boolean;
      artist_sees: boolean;
    }>(findMembers, [conversationId]);
    if (!row) return null;
    return {
      customerId: row.customer_id,
      artistId: row.artist_id,
      customerSees: row.customer_sees,
      artistSees: row.artist_sees,
    };
  }

  /** One side's view of a conversation; null when there is none. */
  async findConversation(
    conversationId: string,
    viewer: { id: string; role: Side },
  ): Promise<Conversation | null> {
    const { find } = STATEMENTS[viewer.role];
    const rows = await this.#database.query<ConversationRow>(find, [conversationId, viewer.id]);
    const [conversation] = await this.#toConversations(rows, viewer);
    return conversation ?? null;
  }

  /** One side's view of these conversations, newest first. */
  async listNamed(viewer: { id: string; role: Side }, ids: readonly string[]): Promise<Conversation[]> {
    const { listNamed } = STATEMENTS[viewer.role];
    const rows = await this.#database.query<ConversationRow>(listNamed, [ids, viewer.id]);
    return this.#toConversations(rows, viewer);
  }

  /** The conversations that a side has pinned, newest first. */
  async listPinned(viewer: { id: string; role: Side }): Promise<Conversation[]> {
    const { listPinned } = STATEMENTS[viewer.role];
    const rows = await this.#database.query<ConversationRow>(listPinned, [viewer.id]);
    return this.#toConversations(rows, viewer);
  }

  /** Up to `limit` conversations of a list that a side sees; newest first, after a position. */
  async listConversations(
    viewer: { id: string; role: Side },
    list: List,
    after: ConversationPosition | null,
    limit: number,
  ): Promise<Conversation[]> {
    const rows = await this.#database.query<ConversationRow>(STATEMENTS[viewer.role].list[list], [
      viewer.id,
      ...toOlderThan(after ?? NEWEST),
      limit,
    ]);
    return this.#toConversations(rows, viewer);
  }

  /** Up to `limit` conversations of which a side's view changed since a snapshot, in order of id, after one of them. */
  async listChanged(
    viewer: { id: string; role: Side },
    since: string,
    afterId: string | null,
    limit: number,
  ): Promise<Conversation[]> {
    const { listChanged } = STATEMENTS[viewer.role];
    const rows = await this.#database.query<ConversationRow>(listChanged, [viewer.id, since, afterId, limit]);
    return this.#toConversations(rows, viewer);
  }

  /** The unread messages of one person in one role, over what is neither archived nor muted. */
  async sumUnread(viewer: { id: string; role: Side }): Promise<number> {
    const [row] = await this.#database.query<{ unread: number }>(STATEMENTS[viewer.role].sumUnread, [
      viewer.id,
    ]);
    return row?.unread ?? 0;
  }

  /** Gets or creates a pair's conversation and opens it for one side; `id` is the pair's. */
  async openConversation(
    conversation: { id: string; customerId: string; artistId: string; bookingId: string | null },
    side: Side,
    limit: NewAccountLimit,
  ): Promise<Opened> {
    const { id, customerId, artistId, bookingId } = conversation;
    const [row] = await this.#database.query<Opened>(open, [
      id,
      customerId,
      artistId,
      side,
      bookingId,
      limit.days,
      limit.conversations,
    ]);
    if (!row) throw new Error('open_conversation answered nothing');
    return row;
  }

  /** Changes one side's own view; what `change` does not name stays. */
  async updateConversation(conversationId: string, side: Side, change: ConversationPatch): Promise<Updated> {
    const { archived = null, markedUnread = null, pinned = null, blocked = null, mutedUntil } = change;
    const [row] = await this.#database.query<Updated>(update, [
      conversationId,
      side,
      archived,
      markedUnread,
      change.asOfSeq ?? null,
      pinned,
      mutedUntil === null ? '-infinity' : (mutedUntil ?? null),
      LIMITS.pinnedConversations,
      blocked,
    ]);
    if (!row) throw new Error('update_conversation answered nothing');
    return row;
  }

  /** Whether either side has blocked the other. */
  async isBlocked(conversationId: string): Promise<boolean> {
    return (await this.#database.query(findBlock, [conversationId])).length > 0;
  }

  /** Names the transactions that last changed how each side sees these conversations, by their ids. */
  async listChangedTxs(conversationIds: readonly string[]): Promise<Map<string, Record<Side, string>>> {
    const rows = await this.#database.query<{ id: string } & Record<Side, string>>(listChangedTxs, [
      conversationIds,
    ]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** The sides whose view of a conversation was changed by one of these transactions, or since. */
  async listChangedSides(conversationId: string, txs: readonly string[]): Promise<Side[]> {
    const rows = await this.#database.query<{ side: Side }>(listChangedSides, [conversationId, txs]);
    return rows.map(({ side }) => side);
  }

  /**
   * Of the conversations after this id, at most so many and with so many messages to count (or one with more), those
   * whose unread counts are not what they count; and the last that was looked at.
   */
  async findUnreadDrift(
    afterId: string,
    most: { conversations: number; messages: number },
  ): Promise<{ lastId: string | null; driftedIds: string[] }> {
    const [row] = await this.#database.query<{ last_id: string | null; drifted_ids: string[] }>(
      findUnreadDrift,
      [afterId, most.conversations, most.messages],
    );
    if (!row) throw new Error('the look for drift answered nothing');
    return { lastId: row.last_id, driftedIds: row.drifted_ids };
  }

  /** Puts both unread counts of a conversation right; `drift` is how far each was off. */
  async recountUnread(conversationId: string): Promise<Recount> {
    const [row] = await this.#database.query<{
      outcome: Recount['outcome'];
      tx: string;
      drift_customer: number;
      drift_artist: number;
    }>(recountUnread, [conversationId]);
    if (!row) throw new Error('recount_unread answered nothing');
    if (row.outcome !== 'repaired') return { outcome: row.outcome };
    const drift = { customer: row.drift_customer, artist: row.drift_artist };
    return { outcome: row.outcome, tx: row.tx, drift };
  }

  /**
   * Of the next `limit` conversations after this id takes the attention away that nothing asks for any more, where nobody
   * has written for some milliseconds; returns the last that was looked at. See migrations/0015_attention.sql.
   */
  async settleAttention(afterId: string, limit: number, quietMs: number): Promise<string | null> {
    const [row] = await this.#database.query<{ last_id: string | null }>(settleAttention, [
      afterId,
      limit,
      `${quietMs} milliseconds`,
    ]);
    return row?.last_id ?? null;
  }

  /** Spreads one new name by up to `limit` conversations; see migrations/0011_renames.sql. */
  async spreadRename(limit: number): Promise<{ conversationIds: string[]; progressed: boolean; tx: string }> {
    const [row] = await this.#database.query<{ conversation_ids: string[]; progressed: boolean; tx: string }>(
      spreadRename,
      [limit],
    );
    if (!row) throw new Error('spread_rename answered nothing');
    return { conversationIds: row.conversation_ids, progressed: row.progressed, tx: row.tx };
  }

  /** Deletes up to `limit` rows of `commits` that are older than 15 minutes; returns how many. */
  async trimCommits(limit: number): Promise<number> {
    return (await this.#database.query(trimCommits, [limit])).length;
  }

  /** Forgets up to `limit` texts that went to somebody more than an hour ago; returns how many. */
  async trimCopies(limit: number): Promise<number> {
    return (await this.#database.query(trimCopies, [limit])).length;
  }

  async #toConversations(
    rows: ConversationRow[],
    viewer: { id: string; role: Side },
  ): Promise<Conversation[]> {
    if (rows.length === 0) return [];
    const bookingIds = rows.flatMap((row) => row.booking_id ?? []);
    const [messages, bookings] = await Promise.all([
      this.#database.query<MessageRow>(listLastMessages, [
        rows.map((row) => row.id),
        rows.map((row) => row.last_seq),
      ]),
      bookingIds.length > 0 ? this.#database.query<BookingRow>(listBookings, [bookingIds]) : [],
    ]);
    const lastMessages = new Map(messages.map((message) => [message.conversation_id, message]));
    const bookingById = new Map(bookings.map((booking) => [booking.id, booking]));
    return rows.map((row) =>
      toConversation(
        row,
        viewer,
        lastMessages.get(row.id),
        bookingById.get(row.booking_id ?? ''),
        this.#mapping,
      ),
    );
  }
}
