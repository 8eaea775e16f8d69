import { z } from 'zod';
import { reason } from './audit.ts';
import { cursor, seq, timestamp, uuid } from './ids.ts';
import { LIMITS } from './limits.ts';
import { opening, overseenConversation } from './oversight.ts';
import { messageText } from './text.ts';

/** Why somebody reports a person or a message. `off_platform`: contact details, or another way to pay. */
export const reportReason = z.enum(['harassment', 'scam', 'off_platform', 'spam', 'inappropriate', 'other']);
export type ReportReason = z.infer<typeof reportReason>;

/**
 * A report of the other person of a conversation, or of a message of theirs. `clientReportId` is made by the client and
 * makes it happen once: a repeat answers the report that was made first.
 */
export const reportInput = z.strictObject({
  clientReportId: uuid,
  messageId: uuid.optional(),
  reason: reportReason,
  note: messageText.refine((text) => text.length <= LIMITS.reasonLength, 'length').optional(),
});
export type ReportInput = z.infer<typeof reportInput>;

/** `acted`: something was done about it; what, is the other person's matter. */
export const reportState = z.enum(['open', 'acted', 'dismissed']);

/** A report as the one who made it sees it. Nobody else is told who did. */
export const ownReport = z.object({
  id: uuid,
  clientReportId: uuid,
  conversationId: uuid,
  /** null: the person is reported. */
  messageId: uuid.nullable(),
  reason: reportReason,
  createdAt: timestamp,
  state: reportState,
  decidedAt: timestamp.nullable(),
});
export type OwnReport = z.infer<typeof ownReport>;

/** Why something is in the queue. `copies`: one text went to very many people, which the marketplace noticed itself. */
export const queuedReason = z.enum([...reportReason.options, 'copies']);
export type QueuedReason = z.infer<typeof queuedReason>;

/** How a report ends. `warned`: the marketplace has told the person, by ways of its own. */
export const reportOutcome = z.enum(['dismissed', 'warned', 'suspended']);
export type ReportOutcome = z.infer<typeof reportOutcome>;

const named = z.object({ id: uuid, name: z.string() });

/** A report as administrators find it: nothing of what was written. */
export const queuedReport = z.object({
  id: uuid,
  reason: queuedReason,
  /** null: nobody, the marketplace noticed it. */
  reporter: named.nullable(),
  reported: named,
  conversationId: uuid,
  /** The message that is reported; null: the person is. */
  seq: seq.nullable(),
  createdAt: timestamp,
  decision: z.object({ outcome: reportOutcome, by: named, at: timestamp }).nullable(),
});
export type QueuedReport = z.infer<typeof queuedReport>;

/** Those that wait, the oldest first, or those that are decided, the latest first. */
export const reportQueue = {
  state: z.enum(['waiting', 'decided']).optional(),
  cursor: cursor.optional(),
};

/** A report with what was written, open under a case that is the report itself. */
export const openedReport = z.object({
  report: queuedReport,
  note: z.string().nullable(),
  /** What stood around it when it was made: these messages, by their revisions of then. */
  context: z.array(z.object({ seq, revision: seq })),
  opening,
  conversation: overseenConversation,
});
export type OpenedReport = z.infer<typeof openedReport>;

/** `reason` goes to the audit log; nobody else reads it. */
export const reportDecision = z.strictObject({ outcome: reportOutcome, reason });
