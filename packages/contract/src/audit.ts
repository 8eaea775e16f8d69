import { z } from 'zod';
import { cursor, timestamp, uuid } from './ids.ts';
import { LIMITS } from './limits.ts';
import { messageText } from './text.ts';
import { adminRole } from './user.ts';

/** What is written down of administrators before it is done. */
export const auditAction = z.enum([
  'admin.sign_in',
  'admin.sign_out',
  'admin.refused',
  'admin.second_factor',
  'conversation.find',
  'conversation.look',
  'conversation.open',
  'conversation.read',
  'conversation.search',
  'conversation.pack',
  'conversation.pack_read',
  'conversation.expire',
  'person.find',
  'person.look',
  'person.suspend',
  'person.readmit',
  'person.sign_out',
  'person.reset_second_factor',
  'person.hold',
  'person.lift_hold',
  'person.propose',
  'person.approve',
  'person.refuse',
  'person.export',
  'person.export_read',
  'person.erase',
  'privacy.list',
  'report.list',
  'report.look',
  'report.decide',
  'audit.read',
  'audit.export',
]);
export type AuditAction = z.infer<typeof auditAction>;

/** `refused`: it was asked for, and not done. */
export const auditOutcome = z.enum(['allowed', 'refused']);
export type AuditOutcome = z.infer<typeof auditOutcome>;

/** What the marketplace calls a case: a ticket, a dispute. */
export const caseId = z.string().regex(/^[A-Za-z0-9][\w./#-]{0,39}$/, 'case');

/** A moment to look from, or until. Databases know years that nobody has to look at. */
export const sometime = timestamp.refine((iso) => iso >= '1970', 'year');

/** Why somebody does what is written down. */
export const reason = messageText.refine(
  (text) => text.trim().length >= LIMITS.reasonMinLength && text.length <= LIMITS.reasonLength,
  'length',
);

/** Somebody, by the name they have now; null when they are gone. */
const named = z.object({ id: uuid, name: z.string().nullable() });

/** One entry of the audit log. */
export const auditEntry = z.object({
  /** Its place in the log: 1..n without a gap. */
  seq: z.number().int().positive(),
  at: timestamp,
  actor: named,
  /** Those that the actor had then. */
  actorRoles: z.array(adminRole),
  sessionId: uuid.nullable(),
  address: z.string(),
  action: auditAction,
  outcome: auditOutcome,
  conversationId: uuid.nullable(),
  /** The person whom it was done to. */
  subject: named.nullable(),
  caseId: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  /** What the actor wrote: a reason, or the words that were searched for. */
  text: z.string().nullable(),
  /** There was a text, and it was erased. */
  textErased: z.boolean(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** An entry with what links it to the others, in hex: for whoever checks an export by themselves. */
export const exportedAuditEntry = auditEntry.extend({
  commitment: z.string().nullable(),
  /** Of `commitment`; null when the text is gone. */
  salt: z.string().nullable(),
  hash: z.string(),
});
export type ExportedAuditEntry = z.infer<typeof exportedAuditEntry>;

/** Entries that all of these hold of. */
export const auditFilter = {
  actorId: uuid.optional(),
  action: auditAction.optional(),
  outcome: auditOutcome.optional(),
  conversationId: uuid.optional(),
  subjectId: uuid.optional(),
  caseId: caseId.optional(),
  /** From then on. */
  from: sometime.optional(),
  /** Before then. */
  until: sometime.optional(),
  cursor: cursor.optional(),
};
