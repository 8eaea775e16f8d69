import type { OpenedReport, OwnReport, QueuedReason, QueuedReport, ReportOutcome } from '@duet/contract';
import { sql, type Database } from '../../platform/postgres/database.ts';

/** What is kept of a report for those who decide on it. */
export interface StoredReport {
  report: QueuedReport;
  note: string | null;
  /** As the one who made it is told; null: nobody did. */
  own: OwnReport | null;
}

/** A report on its way into the queue. */
export interface NewReport {
  id: string;
  conversationId: string;
  /** null: the marketplace noticed it. */
  reporterId: string | null;
  clientReportId: string | null;
  reportedId: string;
  /** A message of the reported person's. */
  seq: number | null;
  reason: QueuedReason;
  note: string | undefined;
}

interface ReportRow {
  id: string;
  conversation_id: string;
  reporter_id: string | null;
  reporter_name: string | null;
  client_report_id: string | null;
  reported_id: string;
  reported_name: string;
  seq: number | null;
  message_id: string | null;
  reason: QueuedReason;
  note: string | null;
  created_at: string;
  outcome: ReportOutcome | null;
  decided_by: string | null;
  decided_by_name: string | null;
  decided_at: string | null;
}

const findSeq = sql(
  'report_find_seq',
  'SELECT seq FROM messages WHERE id = $1 AND conversation_id = $2 AND sender_id = $3',
);
const insert = sql(
  'report_insert',
  `INSERT INTO reports (id, conversation_id, reporter_id, client_report_id, reported_id, seq, reason, note)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id`,
);
// Ten to either side of a message, or the latest of the conversation.
const insertContext = sql(
  'report_insert_context',
  `INSERT INTO report_messages (report_id, conversation_id, seq, revision)
   SELECT $1, m.conversation_id, m.seq, m.revision FROM conversations c
   JOIN messages m ON m.conversation_id = c.id AND m.seq > coalesce($3, c.last_seq) - 11 AND m.seq < coalesce($3, c.last_seq) + 11
   WHERE c.id = $2`,
);
const forms = `SELECT r.*, m.id AS message_id, p.name AS reporter_name, o.name AS reported_name, d.name AS decided_by_name
  FROM reports r JOIN users o ON o.id = r.reported_id LEFT JOIN users p ON p.id = r.reporter_id
  LEFT JOIN users d ON d.id = r.decided_by
  LEFT JOIN messages m ON m.conversation_id = r.conversation_id AND m.seq = r.seq`;
const find = sql('report_find', `${forms} WHERE r.id = $1`);
const findOwn = sql('report_find_own', `${forms} WHERE r.reporter_id = $1 AND r.client_report_id = $2`);
// Ids are made in the order of time.
const listOwn = sql(
  'report_list_own',
  `${forms} WHERE r.reporter_id = $1 AND ($2::uuid IS NULL OR r.id < $2::uuid) ORDER BY r.id DESC LIMIT $3`,
);
const listWaiting = sql(
  'report_list_waiting',
  `${forms} WHERE r.decided_at IS NULL AND ($1::uuid IS NULL OR r.id > $1::uuid) ORDER BY r.id LIMIT $2`,
);
const listDecided = sql(
  'report_list_decided',
  `${forms} WHERE r.decided_at IS NOT NULL AND ($1::uuid IS NULL OR r.id < $1::uuid) ORDER BY r.id DESC LIMIT $2`,
);
const listContext = sql(
  'report_list_context',
  'SELECT seq, revision FROM report_messages WHERE report_id = $1 ORDER BY seq',
);
const decide = sql(
  'report_decide',
  `UPDATE reports SET outcome = $2, decided_by = $3, decided_at = clock_timestamp()
   WHERE id = $1 AND decided_at IS NULL RETURNING id`,
);

/** Reports in PostgreSQL, each with which messages stood around it, and by which revision. */
export class ReportRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Where a message of somebody's stands in a conversation; undefined when it is not there. */
  async findSeq(of: {
    conversationId: string;
    messageId: string;
    senderId: string;
  }): Promise<number | undefined> {
    const values = [of.messageId, of.conversationId, of.senderId];
    return (await this.#database.query<{ seq: number }>(findSeq, values))[0]?.seq;
  }

  /** false: there is one of this `clientReportId`, or one of the same kind that nobody made and that still waits. */
  insertReport(report: NewReport): Promise<boolean> {
    const { id, conversationId, reporterId, clientReportId, reportedId, seq, reason, note = null } = report;
    return this.#database.transaction(async (tx) => {
      const values = [id, conversationId, reporterId, clientReportId, reportedId, seq, reason, note];
      if ((await tx.query(insert, values)).length === 0) return false;
      await tx.query(insertContext, [id, conversationId, seq]);
      return true;
    });
  }

  async findReport(id: string): Promise<StoredReport | null> {
    const [row] = await this.#database.query<ReportRow>(find, [id]);
    return row ? toStored(row) : null;
  }

  /** Somebody's own, by the id that their client gave it. */
  async findOwnReport(reporterId: string, clientReportId: string): Promise<OwnReport | null> {
    const [row] = await this.#database.query<ReportRow>(findOwn, [reporterId, clientReportId]);
    return row ? toOwn(row) : null;
  }

  /** Up to `limit` of somebody's own, the latest first, after one of them. */
  async listOwnReports(reporterId: string, afterId: string | null, limit: number): Promise<OwnReport[]> {
    const rows = await this.#database.query<ReportRow>(listOwn, [reporterId, afterId, limit]);
    return rows.flatMap((row) => toOwn(row) ?? []);
  }

  /** Up to `limit` that wait, the oldest first, or that are decided, the latest first; after one of them. */
  async listReports(
    state: 'waiting' | 'decided',
    afterId: string | null,
    limit: number,
  ): Promise<QueuedReport[]> {
    const statement = state === 'waiting' ? listWaiting : listDecided;
    const rows = await this.#database.query<ReportRow>(statement, [afterId, limit]);
    return rows.map((row) => toStored(row).report);
  }

  /** What stood around it when it was made. */
  listContext(id: string): Promise<OpenedReport['context']> {
    return this.#database.query<OpenedReport['context'][number]>(listContext, [id]);
  }

  /** false: somebody has decided on it already. */
  async decideReport(id: string, outcome: ReportOutcome, adminId: string): Promise<boolean> {
    return (await this.#database.query(decide, [id, outcome, adminId])).length > 0;
  }
}

function toOwn(row: ReportRow): OwnReport | null {
  const { client_report_id: clientReportId, reason, outcome } = row;
  if (clientReportId === null || reason === 'copies') return null;
  return {
    id: row.id,
    clientReportId,
    conversationId: row.conversation_id,
    messageId: row.message_id,
    reason,
    createdAt: row.created_at,
    state: outcome === null ? 'open' : outcome === 'dismissed' ? 'dismissed' : 'acted',
    decidedAt: row.decided_at,
  };
}

function toStored(row: ReportRow): StoredReport {
  const { outcome, reporter_id: reporterId, decided_by: decidedBy, decided_at: at } = row;
  const report = {
    id: row.id,
    reason: row.reason,
    reporter: reporterId === null ? null : { id: reporterId, name: row.reporter_name ?? '' },
    reported: { id: row.reported_id, name: row.reported_name },
    conversationId: row.conversation_id,
    seq: row.seq,
    createdAt: row.created_at,
    decision:
      outcome === null || decidedBy === null || at === null
        ? null
        : { outcome, by: { id: decidedBy, name: row.decided_by_name ?? '' }, at },
  };
  return { report, note: row.note, own: toOwn(row) };
}
