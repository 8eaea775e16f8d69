import type { Pack } from '@duet/contract';
import { sql, type Queryable } from '../../platform/postgres/database.ts';

/** How long a pack is kept. */
const KEPT_DAYS = 7;
/** How long a pack whose process died is left alone. */
const PAUSE = `interval '2 minutes'`;

interface Row {
  id: string;
  admin_id: string;
  admin_name: string;
  conversation_id: string;
  customer_id: string;
  customer_name: string;
  artist_id: string;
  artist_name: string;
  case_id: string;
  created_at: string;
  up_to_seq: number;
  messages_done: number;
  done_at: string | null;
  file_until: string | null;
}

/** What is told of a receipt. */
export type ReceiptLine = Readonly<Record<string, unknown>>;

const toForm = (packs: string): string => `SELECT p.*, admin.name AS admin_name,
    c.customer_id, customer.name AS customer_name, c.artist_id, artist.name AS artist_name,
    CASE WHEN p.kept THEN p.done_at + interval '${KEPT_DAYS} days' END AS file_until
  FROM ${packs} p JOIN users admin ON admin.id = p.admin_id JOIN conversations c ON c.id = p.conversation_id
  JOIN users customer ON customer.id = c.customer_id JOIN users artist ON artist.id = c.artist_id`;
const FORM = toForm('packs');
const find = sql('pack_find', `${FORM} WHERE p.id = $1 AND p.admin_id = $2`);
const list = sql(
  'pack_list',
  `${FORM} WHERE p.admin_id = $1 ORDER BY p.created_at DESC, p.id DESC LIMIT 100`,
);
const insert = sql(
  'pack_insert',
  `INSERT INTO packs (id, admin_id, conversation_id, case_id, up_to_seq)
   SELECT $1, $2, id, $4, last_seq FROM conversations WHERE id = $3`,
);
const take = sql(
  'pack_take',
  `WITH taken AS (
     UPDATE packs SET worked_at = now(), messages_done = 0 WHERE id = (
       SELECT id FROM packs WHERE done_at IS NULL AND worked_at < now() - ${PAUSE}
        ORDER BY worked_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING *)
   ${toForm('taken')}`,
);
const keep = sql('pack_keep', 'UPDATE packs SET messages_done = $2, worked_at = now() WHERE id = $1');
const finish = sql('pack_finish', 'UPDATE packs SET done_at = now(), kept = true WHERE id = $1');
const listOld = sql(
  'pack_list_old',
  `SELECT id FROM packs WHERE kept AND done_at < now() - interval '${KEPT_DAYS} days' LIMIT $1`,
);
const listOf = sql('pack_list_of', 'SELECT id FROM packs WHERE kept AND conversation_id = $1');
const drop = sql('pack_drop', 'UPDATE packs SET kept = false WHERE id = $1');
const listReceipts = sql(
  'pack_list_receipts',
  `SELECT jsonb_build_object('side', side, 'kind', kind, 'fromSeq', from_seq, 'upToSeq', up_to_seq, 'at', at,
     'shown', disclosed) AS line
   FROM receipts WHERE conversation_id = $1 ORDER BY at, side, kind, up_to_seq`,
);
const listImages = sql(
  'pack_list_images',
  `SELECT id, message_seq AS seq, encode(digest, 'hex') AS digest FROM images
   WHERE conversation_id = $1 AND message_seq <= $2 ORDER BY message_seq, id`,
);

/** Dispute packs in PostgreSQL, and what goes into them beside messages. */
export class PackRepository {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** null when the administrator has no such pack. */
  async findPack(id: string, adminId: string): Promise<Pack | null> {
    const [row] = await this.#database.query<Row>(find, [id, adminId]);
    return row ? toPack(row) : null;
  }

  /** An administrator's latest hundred, the newest first. */
  async listPacks(adminId: string): Promise<Pack[]> {
    return (await this.#database.query<Row>(list, [adminId])).map(toPack);
  }

  async insertPack(id: string, adminId: string, conversationId: string, caseId: string): Promise<void> {
    await this.#database.query(insert, [id, adminId, conversationId, caseId]);
  }

  /** A pack that is to be made and that nobody makes; undefined when there is none. */
  async takePack(): Promise<Pack | undefined> {
    const [row] = await this.#database.query<Row>(take);
    return row && toPack(row);
  }

  async keepProgress(id: string, messagesDone: number): Promise<void> {
    await this.#database.query(keep, [id, messagesDone]);
  }

  async finishPack(id: string): Promise<void> {
    await this.#database.query(finish, [id]);
  }

  /** Up to `limit` packs whose time is up. */
  async listOld(limit: number): Promise<string[]> {
    return (await this.#database.query<{ id: string }>(listOld, [limit])).map(({ id }) => id);
  }

  /** Packs of a conversation whose files are there. */
  async listKeptOf(conversationId: string): Promise<string[]> {
    return (await this.#database.query<{ id: string }>(listOf, [conversationId])).map(({ id }) => id);
  }

  async dropFile(id: string): Promise<void> {
    await this.#database.query(drop, [id]);
  }

  async listReceipts(conversationId: string): Promise<ReceiptLine[]> {
    const rows = await this.#database.query<{ line: ReceiptLine }>(listReceipts, [conversationId]);
    return rows.map(({ line }) => line);
  }

  /** Images of messages up to one; `digest` is of what was uploaded. */
  listImages(
    conversationId: string,
    upToSeq: number,
  ): Promise<{ id: string; seq: number; digest: string | null }[]> {
    return this.#database.query(listImages, [conversationId, upToSeq]);
  }
}

function toPack(row: Row): Pack {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    customer: { id: row.customer_id, name: row.customer_name },
    artist: { id: row.artist_id, name: row.artist_name },
    caseId: row.case_id,
    madeBy: { id: row.admin_id, name: row.admin_name },
    createdAt: row.created_at,
    messagesDone: row.messages_done,
    messages: row.up_to_seq,
    doneAt: row.done_at,
    fileUntil: row.file_until,
  };
}
