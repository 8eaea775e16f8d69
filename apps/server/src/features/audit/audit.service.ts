import { LIMITS, type AuditEntry, type ExportedAuditEntry } from '@duet/contract';
import type { Logger } from 'pino';
import type { AdminActor } from '../../platform/actor.ts';
import type { CursorCodec } from '../../platform/cursor.ts';
import type { AuditAnchors } from './audit-anchors.ts';
import type { AuditLogEntry } from './audit-entry.ts';
import type { AuditLogRepository } from './audit-log.repository.ts';
import type { AuditFilter, AuditReaderRepository } from './audit-reader.repository.ts';

/** A piece of the log, the newest entry first. */
interface Page<Entry> {
  entries: Entry[];
  nextCursor: string | null;
}

/** The log of what administrators do: who, what, to whom, why and when. */
export class AuditService {
  readonly #repository: AuditLogRepository;
  readonly #reader: AuditReaderRepository;
  readonly #cursors: CursorCodec<number>;
  readonly #anchors: AuditAnchors;
  readonly #log: Logger;
  #anchored = -1;

  constructor(parts: {
    repository: AuditLogRepository;
    reader: AuditReaderRepository;
    cursors: CursorCodec<number>;
    anchors: AuditAnchors;
    log: Logger;
  }) {
    this.#repository = parts.repository;
    this.#reader = parts.reader;
    this.#cursors = parts.cursors;
    this.#anchors = parts.anchors;
    this.#log = parts.log;
  }

  /**
   * Writes down what is about to be done. It is to be done only when this has resolved.
   * @throws AppError `audit_unavailable`
   */
  async record(entry: AuditLogEntry): Promise<void> {
    await this.#repository.createAuditLog(entry);
  }

  /** Entries, the newest first; that they are read is an entry too. */
  async list(
    actor: AdminActor,
    filter: AuditFilter,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<AuditEntry>> {
    const { entries, nextCursor } = await this.#read(actor, 'audit.read', filter, cursor, limit);
    return {
      entries: entries.map(({ commitment: _c, salt: _s, hash: _h, ...entry }) => entry),
      nextCursor,
    };
  }

  /** The same with what links entries to each other, in pieces of a thousand. */
  async export(
    actor: AdminActor,
    filter: AuditFilter,
    cursor: string | undefined,
  ): Promise<Page<ExportedAuditEntry>> {
    return this.#read(actor, 'audit.export', filter, cursor, LIMITS.auditExportMax);
  }

  /** The latest thousand entries about a conversation, for a dispute pack, which has been written down. */
  async extract(conversationId: string): Promise<ExportedAuditEntry[]> {
    return this.#reader.listEntries({ conversationId }, null, LIMITS.auditExportMax);
  }

  async #read(
    actor: AdminActor,
    action: 'audit.read' | 'audit.export',
    filter: AuditFilter,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<ExportedAuditEntry>> {
    const before = cursor === undefined ? null : this.#cursors.decode(cursor);
    await this.record({ actor, action, details: { ...filter, ...(before !== null && { before }) } });
    const entries = await this.#reader.listEntries(filter, before, limit);
    const last = entries.length === limit ? entries.at(-1) : undefined;
    return { entries, nextCursor: last ? this.#cursors.encode(last.seq) : null };
  }

  /** Tells whoever is outside the database where the chain ends, when it has grown. */
  async anchor(): Promise<void> {
    const head = await this.#repository.getHead();
    if (head.seq === this.#anchored) return;
    await this.#anchors.add(head);
    // The log is outside the database, too.
    this.#log.info(head, 'audit head');
    this.#anchored = head.seq;
  }
}
