import { LIMITS, type Message, type MessageDraft } from '@duet/contract';
import { currentTx, sql, type Queryable, type Statement } from '../../platform/postgres/database.ts';
import type { NewMessage } from '../conversations/write.ts';
import type { ToImage } from '../images/image.mapper.ts';
import { toMessage, type MessageRow } from './message.mapper.ts';

/** What `edit_message` and `unsend_message` answer; see migrations/0005_edits.sql and 0023_contact_details.sql. */
export type Revised =
  | { outcome: 'edited' | 'unsent'; tx: string; messageId: string }
  | { outcome: 'repeat'; messageId: string }
  | { outcome: 'held' }
  | { outcome: 'missing' | 'deleted' | 'too_late' | 'closed' | 'blocked' };

interface ReviseRow {
  outcome: Revised['outcome'];
  message_id: string;
  tx: string;
}

/** A message of a person's own, as they named it. */
export interface OwnMessage {
  conversationId: string;
  clientMessageId: string;
  senderId: string;
}

/** Which messages of a conversation a page holds. At most one of the positions is given. */
export interface MessagePage {
  beforeSeq?: number | undefined;
  afterSeq?: number | undefined;
  aroundSeq?: number | undefined;
  type?: MessageDraft['type'] | 'system' | undefined;
  bookingId?: string | undefined;
  limit: number;
}

/** Messages in ascending seq, and whether there are more beyond them. */
export interface Page {
  messages: Message[];
  hasMore: boolean;
}

const milliseconds = `interval '1 millisecond'`;
const editOwn = sql(
  'message_edit',
  `SELECT *, ${currentTx} FROM edit_message($1, $2, $3, $4, $5, $6, $7 * ${milliseconds}, $8)`,
);
const unsend = sql(
  'message_unsend',
  `SELECT *, ${currentTx} FROM unsend_message($1, $2, $3, $4 * ${milliseconds})`,
);
/** Holds of the conversations a person is in: the two are expressions of SQL. */
const isIn = (userId: string, conversationId: string): string =>
  `EXISTS (SELECT FROM conversations c WHERE c.id = ${conversationId} AND ${userId} IN (c.customer_id, c.artist_id))`;
// A message of the marketplace has a sender who is in no conversation.
const findById = sql(
  'message_find',
  `SELECT * FROM message_forms m WHERE id = $1 AND (sender_id = $2 OR ${isIn('$2', 'm.conversation_id')})`,
);

const ofPage = `conversation_id = $1
  AND ($2::text IS NULL OR message_type = $2) AND ($3::uuid IS NULL OR booking_id = $3) AND ${isIn('$6', '$1')}`;
const listBefore = sql(
  'message_list_before',
  `SELECT * FROM message_forms WHERE ${ofPage} AND seq < $4 ORDER BY seq DESC LIMIT $5`,
);
const listAfter = sql(
  'message_list_after',
  `SELECT * FROM message_forms WHERE ${ofPage} AND seq > $4 ORDER BY seq LIMIT $5`,
);
const listNewest = sql(
  'message_list_newest',
  `SELECT m.* FROM (
     SELECT id FROM conversations WHERE id = ANY ($1::uuid[]) AND $3 IN (customer_id, artist_id)
   ) c CROSS JOIN LATERAL (
     SELECT * FROM message_forms WHERE conversation_id = c.id ORDER BY seq DESC LIMIT $2
   ) m ORDER BY m.conversation_id, m.seq`,
);
const listRevised = sql(
  'message_list_revised',
  `SELECT m.* FROM (
     SELECT DISTINCT conversation_id, seq FROM message_revisions
      WHERE conversation_id = ANY ($1::uuid[]) AND is_since(changed_tx, $2::pg_snapshot)
        AND ${isIn('$4', 'conversation_id')} LIMIT $3
   ) r JOIN message_forms m USING (conversation_id, seq) ORDER BY m.conversation_id, m.seq`,
);
// A message's own xmin names the transaction that stored it, while nothing else has changed it. Of new ones the latest
// 30 are enough: a client that gets them fills what lies below.
const listChanged = sql(
  'message_list_changed',
  `WITH changed AS (
     SELECT seq FROM message_revisions WHERE conversation_id = $1 AND changed_tx = ANY ($2::xid8[])
     UNION SELECT seq FROM messages
      WHERE conversation_id = $1 AND seq > (SELECT last_seq - 30 FROM conversations WHERE id = $1)
        AND revision = 0 AND xmin = ANY ($2::xid8[]::xid[])
   )
   SELECT * FROM message_forms JOIN changed USING (seq)
    WHERE conversation_id = $1 AND ${isIn('$3', '$1')} ORDER BY seq`,
);
const fillReadAt = sql(
  'message_fill_read_at',
  `WITH due AS (
     SELECT conversation_id, side, kind, from_seq, up_to_seq, at FROM receipts
      WHERE NOT filled ORDER BY at LIMIT $1 FOR UPDATE SKIP LOCKED
   ), filled AS (
     UPDATE messages m SET read_at = due.at FROM due
      WHERE m.conversation_id = due.conversation_id AND m.seq > due.from_seq AND m.seq <= due.up_to_seq
        AND m.sender_role = CASE due.side WHEN 'customer' THEN 'artist' ELSE 'customer' END
   )
   UPDATE receipts r SET filled = true FROM due
    WHERE (r.conversation_id, r.side, r.kind, r.up_to_seq)
        = (due.conversation_id, due.side, due.kind, due.up_to_seq)
   RETURNING 1 AS one`,
);

const BEYOND_LAST_SEQ = 2_147_483_647;

/**
 * Messages in PostgreSQL. Whoever calls has checked that the person may see the conversation; and each read names its
 * viewer to PostgreSQL, which finds nothing of what is not theirs.
 */
export class MessageRepository {
  readonly #database: Queryable;
  readonly #toImage: ToImage;

  constructor(database: Queryable, toImage: ToImage) {
    this.#database = database;
    this.#toImage = toImage;
  }

  /** Gives a message that is not older than `LIMITS.editWindow` another text, or says why not. */
  async editMessage(
    of: OwnMessage,
    edit: { editId: string; content: string } & Pick<NewMessage, 'metadata' | 'maskedContent'>,
  ): Promise<Revised> {
    const { editId, content, maskedContent, metadata } = edit;
    return this.#revise(editOwn, of, [editId, content, maskedContent, LIMITS.editWindow, metadata]);
  }

  /** Takes a message that is not older than `LIMITS.unsendWindow` back, or says why not. */
  async unsendMessage(of: OwnMessage): Promise<Revised> {
    return this.#revise(unsend, of, [LIMITS.unsendWindow]);
  }

  async #revise(statement: Statement, of: OwnMessage, values: readonly unknown[]): Promise<Revised> {
    const [row] = await this.#database.query<ReviseRow>(statement, [
      of.conversationId,
      of.clientMessageId,
      of.senderId,
      ...values,
    ]);
    if (!row) throw new Error(`${statement.name} answered nothing`);
    switch (row.outcome) {
      case 'edited':
      case 'unsent':
        return { outcome: row.outcome, tx: row.tx, messageId: row.message_id };
      case 'repeat':
        return { outcome: row.outcome, messageId: row.message_id };
      default:
        return { outcome: row.outcome };
    }
  }

  /** The message of that id as `viewerId` sees it; null when there is none for them. */
  async findMessage(id: string, viewerId: string): Promise<Message | null> {
    const [row] = await this.#database.query<MessageRow>(findById, [id, viewerId]);
    return row ? toMessage(row, viewerId, this.#toImage) : null;
  }

  /** A page in ascending seq; `hasMore` tells of further ones in the page's direction (around: in either). */
  async listMessages(conversationId: string, viewerId: string, page: MessagePage): Promise<Page> {
    const { limit } = page;
    const list = async (direction: 'before' | 'after', seq: number, count: number) => {
      const rows = await this.#database.query<MessageRow>(direction === 'before' ? listBefore : listAfter, [
        conversationId,
        page.type ?? null,
        page.bookingId ?? null,
        seq,
        count + 1,
        viewerId,
      ]);
      const messages = rows.slice(0, count).map((row) => toMessage(row, viewerId, this.#toImage));
      return {
        messages: direction === 'before' ? messages.reverse() : messages,
        hasMore: rows.length > count,
      };
    };
    if (page.afterSeq !== undefined) return list('after', page.afterSeq, limit);
    if (page.aroundSeq === undefined) return list('before', page.beforeSeq ?? BEYOND_LAST_SEQ, limit);
    const older = Math.floor(limit / 2);
    const [before, after] = await Promise.all([
      list('before', page.aroundSeq, older),
      list('after', page.aroundSeq - 1, limit - older),
    ]);
    return { messages: [...before.messages, ...after.messages], hasMore: before.hasMore || after.hasMore };
  }

  /** The newest `limit` messages of each of these conversations, in ascending seq. */
  async listNewest(
    conversationIds: readonly string[],
    viewerId: string,
    limit: number,
  ): Promise<Map<string, Message[]>> {
    const rows = await this.#database.query<MessageRow>(listNewest, [conversationIds, limit, viewerId]);
    return this.#byConversation(rows, viewerId);
  }

  /** Up to `limit` messages of these conversations that were edited or unsent since a snapshot, in ascending seq. */
  async listRevised(
    conversationIds: readonly string[],
    viewerId: string,
    since: string,
    limit: number,
  ): Promise<Map<string, Message[]>> {
    const rows = await this.#database.query<MessageRow>(listRevised, [
      conversationIds,
      since,
      limit,
      viewerId,
    ]);
    return this.#byConversation(rows, viewerId);
  }

  /** The messages of a conversation that these transactions stored, edited or unsent, in ascending seq. */
  async listChanged(conversationId: string, txs: readonly string[], viewerId: string): Promise<Message[]> {
    const rows = await this.#database.query<MessageRow>(listChanged, [conversationId, txs, viewerId]);
    return rows.map((row) => toMessage(row, viewerId, this.#toImage));
  }

  /** Fills `messages.read_at` from up to `limit` receipts that are still to be told; returns how many were. */
  async fillReadAt(limit: number): Promise<number> {
    return (await this.#database.query(fillReadAt, [limit])).length;
  }

  #byConversation(rows: readonly MessageRow[], viewerId: string): Map<string, Message[]> {
    return Map.groupBy(
      rows.map((row) => toMessage(row, viewerId, this.#toImage)),
      ({ conversationId }) => conversationId,
    );
  }
}
