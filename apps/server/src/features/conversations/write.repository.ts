import { currentTx, sql, type Queryable } from '../../platform/postgres/database.ts';
import type { Appended, NewMessage, Watermark, WatermarkAdvance, Write, Written } from './write.ts';

interface AppendRow {
  outcome: Appended['outcome'];
  tx: string;
  message_id: string;
  message_seq: number;
  message_sent_at: string;
  view_changed: boolean;
}

interface AdvanceRow {
  outcome: WatermarkAdvance['outcome'];
  tx: string;
  advanced_at: string;
  delivered_advanced: boolean;
  disclosed: boolean;
  own_read_seq: number;
  own_unread_count: number;
  own_version: number;
  conversation_last_seq: number;
}

/** A row of `write_conversations`: of the one or the other. */
type WrittenRow = { n: number } & Omit<AppendRow & AdvanceRow, 'outcome'> & { outcome: Written['outcome'] };

const append = sql(
  'message_append',
  `SELECT *, ${currentTx} FROM append_message($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
);
const advance = sql(
  'conversation_advance_watermark',
  `SELECT *, ${currentTx} FROM advance_watermark($1, $2, $3, $4)`,
);
const writeAll = sql(
  'conversation_write_all',
  `SELECT *, ${currentTx}
   FROM write_conversations($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
);

/** The writes that come often, messages and watermarks, one by one and many in one commit. */
export class WriteRepository {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** One write in one round trip, or why it was refused. What is 'created' or 'advanced' is committed. */
  write(write: Write): Promise<Written> {
    return 'message' in write ? this.append(write.message) : this.#advance(write.watermark);
  }

  /** Stores a message, or says why not. After 'created' it is committed. */
  async append(message: NewMessage): Promise<Appended> {
    const [row] = await this.#database.query<AppendRow>(append, [
      message.id,
      message.conversationId,
      message.clientMessageId,
      message.senderId,
      message.senderRole,
      message.type,
      message.content,
      message.maskedContent,
      JSON.stringify(message.images),
      message.bookingId,
      message.bookingVersion,
      message.replyToId,
      message.metadata,
      message.digest,
      message.copies?.digest ?? null,
      message.copies?.most ?? null,
    ]);
    if (!row) throw new Error('append_message answered nothing');
    return toAppended(row, 1);
  }

  /**
   * Writes to several conversations in one round trip and one commit, and answers in the same shape. A line is what is
   * written to one conversation: a watermark, or people's messages in order, without metadata or copies, each of another key and none with an image of another. The lines are
   * in order of their conversations' ids.
   */
  async writeAll(lines: readonly (readonly Write[])[]): Promise<Written[][]> {
    const watermarks: (Watermark & { place: number })[] = [];
    const messages: (NewMessage & { place: number })[] = [];
    lines.forEach((line, index) => {
      const place = index + 1;
      for (const write of line) {
        if ('message' in write) messages.push({ ...write.message, place });
        else watermarks.push({ ...write.watermark, place });
      }
    });
    const rows = await this.#database.query<WrittenRow>(writeAll, [
      lines.map(([first]) => conversationOf(first!)),
      watermarks.map(({ side }) => side),
      watermarks.map(({ kind }) => kind),
      watermarks.map(({ upToSeq }) => upToSeq),
      watermarks.map(({ place }) => place),
      messages.map(({ id }) => id),
      messages.map(({ clientMessageId }) => clientMessageId),
      messages.map(({ senderId }) => senderId),
      messages.map(({ senderRole }) => senderRole),
      messages.map(({ content }) => content),
      messages.map(({ bookingId }) => bookingId),
      messages.map(({ bookingVersion }) => bookingVersion),
      messages.map(({ replyToId }) => replyToId),
      messages.map(({ digest }) => digest),
      messages.map(({ place }) => place),
      messages.some(isPictured) ? messages.map(toImages) : null,
    ]);
    const inOrder: WrittenRow[] = [];
    for (const row of rows) inOrder[row.n - 1] = row;
    let watermark = 0;
    let message = watermarks.length;
    return lines.map((line) => {
      const found = line.map((write) => inOrder['message' in write ? message++ : watermark++]!);
      const parts = found.filter(({ outcome }) => outcome === 'created' || outcome === 'advanced').length;
      return line.map((write, index) =>
        'message' in write
          ? toAppended(found[index] as AppendRow, parts)
          : toAdvance(found[index] as AdvanceRow, parts),
      );
    });
  }

  async #advance({ conversationId, side, kind, upToSeq }: Watermark): Promise<WatermarkAdvance> {
    const [row] = await this.#database.query<AdvanceRow>(advance, [conversationId, side, kind, upToSeq]);
    if (!row) throw new Error('advance_watermark answered nothing');
    return toAdvance(row, 1);
  }
}

function isPictured({ images }: NewMessage): boolean {
  return images.length > 0;
}

/** null: it shows none. */
function toImages(message: NewMessage): string | null {
  return isPictured(message) ? JSON.stringify(message.images) : null;
}

function conversationOf(write: Write): string {
  return 'message' in write ? write.message.conversationId : write.watermark.conversationId;
}

function toAppended(row: AppendRow, parts: number): Appended {
  switch (row.outcome) {
    case 'created':
      return {
        outcome: row.outcome,
        seq: row.message_seq,
        sentAt: row.message_sent_at,
        viewChanged: row.view_changed,
        tx: row.tx,
        parts,
      };
    case 'repeat':
      return { outcome: row.outcome, messageId: row.message_id };
    default:
      return { outcome: row.outcome };
  }
}

function toAdvance(row: AdvanceRow, parts: number): WatermarkAdvance {
  if (row.outcome === 'held' || row.outcome === 'ahead') return { outcome: row.outcome };
  const own = {
    readSeq: row.own_read_seq,
    unreadCount: row.own_unread_count,
    version: row.own_version,
    lastSeq: row.conversation_last_seq,
  };
  if (row.outcome === 'unchanged') return { outcome: row.outcome, ...own };
  return {
    outcome: row.outcome,
    at: row.advanced_at,
    deliveredAdvanced: row.delivered_advanced,
    disclosed: row.disclosed,
    ...own,
    tx: row.tx,
    parts,
  };
}
