import { AppError, LIMITS, type OwnReport, type ReportInput } from '@duet/contract';
import type { Counter } from 'prom-client';
import type { CursorCodec } from '../../platform/cursor.ts';
import { newId } from '../../platform/ids.ts';
import type { ConversationService } from '../conversations/conversation.service.ts';
import type { ReportRepository } from './report.repository.ts';

/** People report people, or what they wrote. Only whoever made a report, and administrators, hear of it. */
export class ReportService {
  readonly #repository: ReportRepository;
  readonly #conversations: ConversationService;
  readonly #cursors: CursorCodec<string>;
  readonly #made: Pick<Counter<'reason'>, 'inc'>;

  constructor(parts: {
    repository: ReportRepository;
    conversations: ConversationService;
    cursors: CursorCodec<string>;
    made: Pick<Counter<'reason'>, 'inc'>;
  }) {
    this.#repository = parts.repository;
    this.#conversations = parts.conversations;
    this.#cursors = parts.cursors;
    this.#made = parts.made;
  }

  /**
   * Reports the other person of a conversation, or a message of theirs. A repeat of a `clientReportId` answers the report
   * that was made first.
   * @throws AppError `conversation_not_found`; `message_not_found`, also for a message that is not the other person's
   */
  async report(
    conversationId: string,
    reporterId: string,
    { clientReportId, messageId, reason, note }: ReportInput,
  ): Promise<{ report: OwnReport; created: boolean }> {
    const { peerId } = await this.#conversations.validateConversationAccess(conversationId, reporterId);
    const seq =
      messageId === undefined
        ? null
        : await this.#repository.findSeq({ conversationId, messageId, senderId: peerId });
    if (seq === undefined) throw new AppError('message_not_found');
    const created = await this.#repository.insertReport({
      id: newId(),
      conversationId,
      reporterId,
      clientReportId,
      reportedId: peerId,
      seq,
      reason,
      note,
    });
    const report = await this.#repository.findOwnReport(reporterId, clientReportId);
    if (!report) throw new Error('a report is not there');
    if (created) this.#made.inc({ reason });
    return { report, created };
  }

  /** Puts somebody into the queue who was kept from sending one text to very many people; once, while that waits. */
  async noticeCopies(conversationId: string, senderId: string): Promise<void> {
    const noticed = await this.#repository.insertReport({
      id: newId(),
      conversationId,
      reporterId: null,
      clientReportId: null,
      reportedId: senderId,
      seq: null,
      reason: 'copies',
      note: undefined,
    });
    if (noticed) this.#made.inc({ reason: 'copies' });
  }

  /** Own reports, the latest first. @throws AppError `validation_failed` for a forged cursor */
  async list(
    reporterId: string,
    { cursor, limit = LIMITS.pageDefault }: { cursor?: string | undefined; limit?: number | undefined },
  ): Promise<{ reports: OwnReport[]; nextCursor: string | null }> {
    const after = cursor === undefined ? null : this.#cursors.decode(cursor);
    const found = await this.#repository.listOwnReports(reporterId, after, limit + 1);
    const reports = found.slice(0, limit);
    const last = reports.at(-1);
    return {
      reports,
      nextCursor: last && found.length > limit ? this.#cursors.encode(last.id) : null,
    };
  }
}
