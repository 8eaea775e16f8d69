import type { MessageRevision, Opening, OverseenMessage } from '@duet/contract';
import { sql, type Queryable } from '../../platform/postgres/database.ts';
import type { StoredImage, ToImage } from '../images/image.mapper.ts';
import { toMessage, type MessageRow } from '../messages/message.mapper.ts';

type StoredRevision = Omit<MessageRevision, 'images'> & { images: StoredImage[] };
type Row = MessageRow & { revisions: StoredRevision[] };

/** Messages, and whether there are more beyond them. */
export interface OverseenPage {
  messages: OverseenMessage[];
  hasMore: boolean;
}

interface OpeningRow {
  id: string;
  conversation_id: string;
  case_id: string;
  opened_at: string;
  expires_at: string;
}

// Time is the database's, as in the audit log.
const insert = sql(
  'opening_insert',
  `INSERT INTO openings (id, admin_id, conversation_id, case_id, opened_at, expires_at)
   VALUES ($1, $2, $3, $4, now(), now() + $5 * interval '1 millisecond') RETURNING *`,
);
const find = sql(
  'opening_find',
  'SELECT * FROM openings WHERE id = $1 AND admin_id = $2 AND expires_at > now()',
);
const listLiving = sql(
  'opening_list',
  'SELECT * FROM openings WHERE admin_id = $1 AND expires_at > now() ORDER BY expires_at DESC, id DESC LIMIT 100',
);
const listBefore = sql(
  'opening_list_before',
  'SELECT * FROM overseen_messages WHERE conversation_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3',
);
const listAfter = sql(
  'opening_list_after',
  'SELECT * FROM overseen_messages WHERE conversation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3',
);
const search = sql(
  'opening_search',
  `SELECT * FROM overseen_messages m WHERE conversation_id = $1 AND (
     position(lower($2) IN lower(content)) > 0 OR EXISTS (
       SELECT FROM message_revisions r WHERE r.conversation_id = m.conversation_id AND r.seq = m.seq
         AND position(lower($2) IN lower(r.content)) > 0))
   ORDER BY seq DESC LIMIT $3`,
);

const BEYOND_LAST_SEQ = 2_147_483_647;

/** What administrators have open, and what is in it, in PostgreSQL. Whoever calls has written down that it is read. */
export class OpeningRepository {
  readonly #database: Queryable;
  readonly #toImage: ToImage;

  constructor(database: Queryable, toImage: ToImage) {
    this.#database = database;
    this.#toImage = toImage;
  }

  /** Opens a conversation to an administrator for so many milliseconds. */
  async insertOpening(
    { id, adminId, conversationId, caseId }: Record<'id' | 'adminId' | 'conversationId' | 'caseId', string>,
    ms: number,
  ): Promise<Opening> {
    const [row] = await this.#database.query<OpeningRow>(insert, [id, adminId, conversationId, caseId, ms]);
    if (!row) throw new Error('opening_insert answered nothing');
    return toOpening(row);
  }

  /** null when the administrator has no such thing open. */
  async findOpening(id: string, adminId: string): Promise<Opening | null> {
    const [row] = await this.#database.query<OpeningRow>(find, [id, adminId]);
    return row ? toOpening(row) : null;
  }

  /** What an administrator has open, the latest first. */
  async listOpenings(adminId: string): Promise<Opening[]> {
    return (await this.#database.query<OpeningRow>(listLiving, [adminId])).map(toOpening);
  }

  /** A page of messages in ascending seq: the newest, or those before or after a seq. */
  async listMessages(
    conversationId: string,
    {
      beforeSeq,
      afterSeq,
      limit,
    }: { beforeSeq?: number | undefined; afterSeq?: number | undefined; limit: number },
  ): Promise<OverseenPage> {
    const statement = afterSeq === undefined ? listBefore : listAfter;
    const from = afterSeq ?? beforeSeq ?? BEYOND_LAST_SEQ;
    const rows = await this.#database.query<Row>(statement, [conversationId, from, limit + 1]);
    const page = this.#toPage(rows, limit);
    return afterSeq === undefined ? { ...page, messages: page.messages.reverse() } : page;
  }

  /** Messages that say this, or said it before they were edited or unsent; the newest first. */
  async searchMessages(conversationId: string, words: string, limit: number): Promise<OverseenPage> {
    return this.#toPage(await this.#database.query<Row>(search, [conversationId, words, limit + 1]), limit);
  }

  #toPage(rows: readonly Row[], limit: number): OverseenPage {
    const messages = rows.slice(0, limit).map((row) => ({
      ...toMessage(row, row.sender_id, this.#toImage),
      maskedContent: row.masked_content,
      revisions: row.revisions.map((revision) => ({
        ...revision,
        images: revision.images.map(this.#toImage),
      })),
    }));
    return { messages, hasMore: rows.length > limit };
  }
}

function toOpening(row: OpeningRow): Opening {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    caseId: row.case_id,
    openedAt: row.opened_at,
    expiresAt: row.expires_at,
  };
}
