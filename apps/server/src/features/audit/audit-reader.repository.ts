import type { AdminRole, AuditAction, AuditOutcome, ExportedAuditEntry } from '@duet/contract';
import { sql, type Queryable, type Statement } from '../../platform/postgres/database.ts';

/** Which entries are told: those that all of these hold of. */
export interface AuditFilter {
  readonly actorId?: string | undefined;
  readonly action?: AuditAction | undefined;
  readonly outcome?: AuditOutcome | undefined;
  readonly conversationId?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly caseId?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

interface Row {
  seq: number;
  at: string;
  actor_id: string;
  actor_name: string | null;
  actor_roles: string;
  session_id: string | null;
  address: string;
  action: AuditAction;
  outcome: AuditOutcome;
  conversation_id: string | null;
  subject_id: string | null;
  subject_name: string | null;
  case_id: string | null;
  details: Record<string, unknown>;
  commitment: Buffer | null;
  hash: Buffer;
  salt: Buffer | null;
  text: string | null;
}

/** By which an index finds entries; the first that a filter names, the rest is looked at row by row. */
const KEYS = ['subject', 'conversation', 'case', 'actor', 'none'] as const;
type Key = (typeof KEYS)[number];
const COLUMN_OF: Readonly<Record<Key, string | undefined>> = {
  subject: 'subject_id',
  conversation: 'conversation_id',
  case: 'case_id',
  actor: 'actor_id',
  none: undefined,
};

function listBy(key: Key): Statement {
  const column = COLUMN_OF[key];
  const indexed = column === undefined ? '' : `AND l.${column} = $11`;
  return sql(
    `audit_list_by_${key}`,
    `SELECT l.*, actor.name AS actor_name, subject.name AS subject_name, t.salt, t.text FROM (
       SELECT * FROM audit_log l WHERE l.seq < $1 ${indexed}
         AND ($2::uuid IS NULL OR actor_id = $2) AND ($3::text IS NULL OR action = $3)
         AND ($4::text IS NULL OR outcome = $4) AND ($5::uuid IS NULL OR conversation_id = $5)
         AND ($6::uuid IS NULL OR subject_id = $6) AND ($7::text IS NULL OR case_id = $7)
         AND ($8::timestamptz IS NULL OR at >= $8) AND ($9::timestamptz IS NULL OR at < $9)
       ORDER BY l.seq DESC LIMIT $10
     ) l
     LEFT JOIN users actor ON actor.id = l.actor_id LEFT JOIN users subject ON subject.id = l.subject_id
     LEFT JOIN audit_texts t USING (seq) ORDER BY l.seq DESC`,
  );
}
const LISTS = Object.fromEntries(KEYS.map((key) => [key, listBy(key)])) as Record<Key, Statement>;

const BEYOND_LAST_SEQ = Number.MAX_SAFE_INTEGER;

/** The audit log as auditors read it. */
export class AuditReaderRepository {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** Up to `limit` entries, the newest first, before one of them. */
  async listEntries(
    filter: AuditFilter,
    beforeSeq: number | null,
    limit: number,
  ): Promise<ExportedAuditEntry[]> {
    const values: Record<Key, string | undefined> = {
      subject: filter.subjectId,
      conversation: filter.conversationId,
      case: filter.caseId,
      actor: filter.actorId,
      none: undefined,
    };
    const key = KEYS.find((one) => values[one] !== undefined) ?? 'none';
    const rows = await this.#database.query<Row>(LISTS[key], [
      beforeSeq ?? BEYOND_LAST_SEQ,
      filter.actorId ?? null,
      filter.action ?? null,
      filter.outcome ?? null,
      filter.conversationId ?? null,
      filter.subjectId ?? null,
      filter.caseId ?? null,
      filter.from ?? null,
      filter.until ?? null,
      limit,
      ...(key === 'none' ? [] : [values[key]]),
    ]);
    return rows.map(toEntry);
  }
}

function toEntry(row: Row): ExportedAuditEntry {
  return {
    seq: row.seq,
    at: row.at,
    actor: { id: row.actor_id, name: row.actor_name },
    actorRoles: row.actor_roles === '' ? [] : (row.actor_roles.split(',') as AdminRole[]),
    sessionId: row.session_id,
    address: row.address,
    action: row.action,
    outcome: row.outcome,
    conversationId: row.conversation_id,
    subject: row.subject_id === null ? null : { id: row.subject_id, name: row.subject_name },
    caseId: row.case_id,
    details: row.details,
    text: row.text,
    textErased: row.commitment !== null && row.text === null,
    commitment: row.commitment && row.commitment.toString('hex'),
    salt: row.salt && row.salt.toString('hex'),
    hash: row.hash.toString('hex'),
  };
}
