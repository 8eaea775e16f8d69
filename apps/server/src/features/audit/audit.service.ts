import type { Logger } from 'pino';
import type { AuditAnchors } from './audit-anchors.ts';
import type { AuditLogEntry } from './audit-entry.ts';
import type { AuditLogRepository } from './audit-log.repository.ts';

/** The log of what administrators do: who, what, to whom, why and when. */
export class AuditService {
  readonly #repository: AuditLogRepository;
  readonly #anchors: AuditAnchors;
  readonly #log: Logger;
  #anchored = -1;

  constructor(parts: { repository: AuditLogRepository; anchors: AuditAnchors; log: Logger }) {
    this.#repository = parts.repository;
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
