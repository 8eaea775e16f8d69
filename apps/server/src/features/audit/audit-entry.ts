import type { AuditAction, AuditOutcome, Role } from '@duet/contract';

/** Who does something that is written down, and from where. */
export interface AuditActor {
  readonly userId: string;
  /** undefined: they were not let in. */
  readonly sessionId: string | undefined;
  readonly roles: readonly Role[];
  readonly address: string;
}

/** What is written down before it is done. */
export interface AuditLogEntry {
  readonly actor: AuditActor;
  readonly action: AuditAction;
  /** `refused`: it was asked for and not done. */
  readonly outcome?: AuditOutcome;
  readonly conversationId?: string | undefined;
  /** The person whom it is done to. */
  readonly subjectId?: string | undefined;
  readonly caseId?: string | undefined;
  /** Ids, numbers and names of things; nothing that somebody wrote. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** What the actor wrote: a reason, or the words that are searched for. It can be erased without breaking the chain. */
  readonly text?: string | undefined;
}
