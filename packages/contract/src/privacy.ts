import { z } from 'zod';
import { caseId, reason } from './audit.ts';
import { timestamp, uuid } from './ids.ts';
import { namedPerson } from './oversight.ts';

/** What can be done with all that there is of a person: handing it out, or deleting it for good. */
export const proposalKind = z.enum(['export', 'erasure']);
export type ProposalKind = z.infer<typeof proposalKind>;

export const proposalState = z.enum(['waiting', 'refused', 'approved', 'done']);
export type ProposalState = z.infer<typeof proposalState>;

export const proposalInput = z.strictObject({ kind: proposalKind, caseId, reason });
export const proposalDecision = z.strictObject({ approve: z.boolean(), reason });

/** What one administrator proposes to do with all that there is of a person. It is done when another one has approved it. */
export const proposal = z.object({
  id: uuid,
  kind: proposalKind,
  state: proposalState,
  person: namedPerson,
  caseId: z.string(),
  proposedBy: namedPerson,
  proposedAt: timestamp,
  decidedBy: namedPerson.nullable(),
  decidedAt: timestamp.nullable(),
  /** How far it has come. */
  conversationsDone: z.number().int().nonnegative(),
  conversations: z.number().int().nonnegative(),
  /** An erasure that waits, because the person, or whoever they wrote to, is under a legal hold. */
  held: z.boolean(),
  doneAt: timestamp.nullable(),
  /** Of an export: how many files it has, and until when; null when there are none. */
  files: z.number().int().nonnegative(),
  filesUntil: timestamp.nullable(),
});
export type Proposal = z.infer<typeof proposal>;

/** A piece of an export: a tar, compressed by gzip, of lines of JSON and of images. `url` is good until `expiresAt`. */
export const exportFile = z.object({ url: z.string(), expiresAt: timestamp });
export type ExportFile = z.infer<typeof exportFile>;

export const holdInput = z.strictObject({ caseId, reason });
export const liftInput = z.strictObject({ reason });

/** A legal hold: nothing that a person has written, and nothing that was written to them, is erased while it lasts. */
export const hold = z.object({
  id: uuid,
  person: namedPerson,
  caseId: z.string(),
  placedAt: timestamp,
  liftedAt: timestamp.nullable(),
});
export type Hold = z.infer<typeof hold>;
