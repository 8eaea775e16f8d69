import type { BookingStatus, OverseenConversation } from '@duet/contract';
import { sql, type Queryable, type Statement } from '../../platform/postgres/database.ts';
import {
  hourOf,
  LONGEST_PAGE,
  NEWEST,
  newestFirst,
  olderThan,
  toOlderThan,
  type ConversationPosition,
} from '../conversations/conversation-order.ts';

/** Which conversations are found: those that all of these hold of. */
export interface ConversationFilter {
  readonly personId?: string | undefined;
  readonly booking?: string | undefined;
  readonly status?: Status | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}
type Status = 'active' | 'closed' | 'blocked';

interface Row {
  id: string;
  status: 'active' | 'closed';
  customer_id: string;
  customer_name: string;
  artist_id: string;
  artist_name: string;
  customer_blocks: boolean;
  artist_blocks: boolean;
  bookings: { id: string; code: string; status: BookingStatus }[];
  last_seq: number;
  last_message_at: string;
  created_at: string;
}

/** Words that the partial indexes are found by. */
const STATUSES: Readonly<Record<Status | 'any', string>> = {
  any: '',
  active: `AND c.status = 'active' AND c.blocked_at_customer IS NULL AND c.blocked_at_artist IS NULL`,
  closed: `AND c.status = 'closed'`,
  blocked: 'AND (c.blocked_at_customer IS NOT NULL OR c.blocked_at_artist IS NOT NULL)',
};
/** Before there were messages. */
const EARLIEST = '1970-01-01T00:00:00.000Z';
type Source = 'all' | 'person' | 'booking';

// $1 to $3 are the position, $4 the limit, $5 and $6 the earliest last message and its hour, at which an index may stop, $7
// the person or the code. What else is asked for is looked at row by row.
const inPage = `${olderThan(1)} AND c.last_message_at >= $5 AND c.last_message_hour >= $6`;
const SOURCES: Readonly<Record<Source, (status: string) => string>> = {
  // All of them are indexed under a condition that always holds, and that no list of a person says.
  all: (status) => `SELECT c.* FROM conversations c WHERE c.created_at > '-infinity' AND ${inPage} ${status}`,
  // The lists of a person are indexed as they show them: what is archived, and what is not.
  person: (status) =>
    (['customer', 'artist'] as const)
      .flatMap((side) =>
        ['IS NULL', 'IS NOT NULL'].map(
          (archived) =>
            `(SELECT c.* FROM conversations c
              WHERE c.${side}_id = $7::uuid AND c.archived_at_${side} ${archived} AND ${inPage} ${status}
              ${newestFirst} LIMIT ${LONGEST_PAGE})`,
        ),
      )
      .join(' UNION ALL '),
  booking: (status) =>
    `SELECT c.* FROM conversations c JOIN (SELECT DISTINCT customer_id, artist_id FROM bookings WHERE code = $7) b
       USING (customer_id, artist_id) WHERE ${inPage} ${status}`,
};

/** A page is found first; what is told of each is looked up for these alone. */
function toRows(page: string): string {
  return `SELECT c.id, c.status, c.customer_id, customer.name AS customer_name, c.artist_id, artist.name AS artist_name,
     c.blocked_at_customer IS NOT NULL AS customer_blocks, c.blocked_at_artist IS NOT NULL AS artist_blocks,
     ARRAY(SELECT jsonb_build_object('id', b.id, 'code', b.code, 'status', b.status) FROM bookings b
       WHERE b.customer_id = c.customer_id AND b.artist_id = c.artist_id ORDER BY b.starts_at DESC, b.id DESC LIMIT 3
     ) AS bookings, c.last_seq, c.last_message_at, c.created_at
   FROM (${page}) c JOIN users customer ON customer.id = c.customer_id JOIN users artist ON artist.id = c.artist_id
   ${newestFirst}`;
}

const FIND = new Map<string, Statement>();
for (const [source, toPage] of Object.entries(SOURCES)) {
  for (const [status, condition] of Object.entries(STATUSES)) {
    const longest = `SELECT c.* FROM (${toPage(condition)}) c ${newestFirst} LIMIT ${LONGEST_PAGE}`;
    const page = `SELECT c.* FROM (${longest}) c ${newestFirst} LIMIT $4`;
    FIND.set(`${source} ${status}`, sql(`admin_find_conversations_${source}_${status}`, toRows(page)));
  }
}
const findOne = sql('admin_find_conversation', toRows('SELECT * FROM conversations WHERE id = $1'));

/** Conversations in PostgreSQL as administrators find them: without a word of what was written. */
export class ConversationFinderRepository {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** Up to `limit` conversations, the newest message first, after a position. */
  async listConversations(
    filter: ConversationFilter,
    after: ConversationPosition | null,
    limit: number,
  ): Promise<OverseenConversation[]> {
    const { personId, booking, status = 'any', from = EARLIEST, until } = filter;
    const source: Source = booking !== undefined ? 'booking' : personId !== undefined ? 'person' : 'all';
    const start = after ?? (until === undefined ? NEWEST : { ...NEWEST, lastMessageAt: until });
    const statement = FIND.get(`${source} ${status}`);
    if (!statement) throw new Error(`no conversations are found by ${source} ${status}`);
    const rows = await this.#database.query<Row>(statement, [
      ...toOlderThan(start),
      limit,
      from,
      hourOf(from),
      ...(source === 'all' ? [] : [booking ?? personId]),
    ]);
    const found = rows.map(toConversation);
    if (booking === undefined || personId === undefined) return found;
    return found.filter(({ customer, artist }) => customer.id === personId || artist.id === personId);
  }

  /** null when there is none. */
  async findConversation(id: string): Promise<OverseenConversation | null> {
    const [row] = await this.#database.query<Row>(findOne, [id]);
    return row ? toConversation(row) : null;
  }
}

function toConversation(row: Row): OverseenConversation {
  return {
    id: row.id,
    status: row.status,
    customer: { id: row.customer_id, name: row.customer_name },
    artist: { id: row.artist_id, name: row.artist_name },
    blockedBy: [
      ...(row.customer_blocks ? (['customer'] as const) : []),
      ...(row.artist_blocks ? (['artist'] as const) : []),
    ],
    bookings: row.bookings,
    lastSeq: row.last_seq,
    lastMessageAt: row.last_message_at,
    createdAt: row.created_at,
  };
}
