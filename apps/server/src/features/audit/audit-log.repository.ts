import { AppError, adminRole } from '@duet/contract';
import { sql, type Database, type Queryable } from '../../platform/postgres/database.ts';
import type { ChainPosition, ChainRow } from './audit-chain.ts';
import type { AuditLogEntry } from './audit-entry.ts';

const append = sql(
  'audit_append',
  'SELECT append_audit_entry($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS seq',
);
const findHead = sql('audit_head', `SELECT seq, encode(hash, 'hex') AS hash FROM audit_head`);
const listChain = sql(
  'audit_list_chain',
  `SELECT l.*, details::text AS details_text, t.salt, t.text
   FROM audit_log l LEFT JOIN audit_texts t USING (seq) WHERE l.seq > $1 ORDER BY l.seq LIMIT $2`,
);

const RETRY_AFTER_MS = 1_000;

/** The log of what administrators do. It is added to, and read, and never changed. */
export class AuditLogRepository {
  readonly #appender: Queryable;
  readonly #database: Queryable;

  /** `appender` signs in as the role that adds to the log and may do nothing else. */
  constructor(appender: Database, database: Database) {
    this.#appender = appender;
    this.#database = database;
  }

  /**
   * Writes down what is about to be done; when this resolves, the entry is committed. Answers its `seq`.
   * @throws AppError `audit_unavailable` whatever went wrong: it must then not be done
   */
  async createAuditLog(entry: AuditLogEntry): Promise<number> {
    const { actor, action, outcome = 'allowed' } = entry;
    try {
      const [row] = await this.#appender.query<{ seq: number }>(append, [
        actor.userId,
        adminRole.options.filter((role) => actor.roles.includes(role)).join(','),
        actor.sessionId ?? null,
        actor.address,
        action,
        outcome,
        entry.conversationId ?? null,
        entry.subjectId ?? null,
        entry.caseId ?? null,
        JSON.stringify(entry.details ?? {}),
        entry.text ?? null,
      ]);
      if (!row) throw new Error('append_audit_entry answered nothing');
      return row.seq;
    } catch (error) {
      throw new AppError('audit_unavailable', { retryAfterMs: RETRY_AFTER_MS }, { cause: error });
    }
  }

  /** Where the chain ends. */
  async getHead(): Promise<ChainPosition> {
    const [row] = await this.#database.query<ChainPosition>(findHead);
    if (!row) throw new Error('the audit log has no head');
    return row;
  }

  /** Up to `limit` entries after `seq`, with what is needed to check them. */
  listChain(seq: number, limit: number): Promise<ChainRow[]> {
    return this.#database.query<ChainRow>(listChain, [seq, limit]);
  }
}
