import { AppError, type OpenedReport, type QueuedReport, type ReportOutcome } from '@duet/contract';
import type { Counter } from 'prom-client';
import type { AdminActor } from '../../platform/actor.ts';
import type { CursorCodec } from '../../platform/cursor.ts';
import type { Publisher } from '../../realtime/publisher.ts';
import type { OversightService } from '../admin/oversight.service.ts';
import type { PeopleOversightService } from '../admin/people-oversight.service.ts';
import type { AuditService } from '../audit/audit.service.ts';
import type { ReportRepository, StoredReport } from './report.repository.ts';

/** Administrators look at reports, read what stood around them, and decide. Everything is written down before it is done. */
export class ReportQueueService {
  readonly #repository: ReportRepository;
  readonly #oversight: OversightService;
  readonly #people: PeopleOversightService;
  readonly #audit: AuditService;
  readonly #publisher: Publisher;
  readonly #cursors: CursorCodec<string>;
  readonly #decided: Pick<Counter<'reason' | 'outcome'>, 'inc'>;

  constructor(parts: {
    repository: ReportRepository;
    oversight: OversightService;
    people: PeopleOversightService;
    audit: AuditService;
    publisher: Publisher;
    cursors: CursorCodec<string>;
    decided: Pick<Counter<'reason' | 'outcome'>, 'inc'>;
  }) {
    this.#repository = parts.repository;
    this.#oversight = parts.oversight;
    this.#people = parts.people;
    this.#audit = parts.audit;
    this.#publisher = parts.publisher;
    this.#cursors = parts.cursors;
    this.#decided = parts.decided;
  }

  /** Reports that wait, the oldest first, or that are decided, the latest first; nothing of what was written. */
  async list(
    actor: AdminActor,
    {
      state = 'waiting',
      cursor,
      limit,
    }: { state?: 'waiting' | 'decided' | undefined; cursor?: string | undefined; limit: number },
  ): Promise<{ reports: QueuedReport[]; nextCursor: string | null }> {
    const after = cursor === undefined ? null : this.#cursors.decode(cursor);
    await this.#audit.record({ actor, action: 'report.list', details: { state, ...(after && { after }) } });
    const found = await this.#repository.listReports(state, after, limit + 1);
    const reports = found.slice(0, limit);
    const last = reports.at(-1);
    return {
      reports,
      nextCursor: last && found.length > limit ? this.#cursors.encode(last.id) : null,
    };
  }

  /** One report; nothing of what was written. @throws AppError `report_not_found` */
  async look(actor: AdminActor, reportId: string): Promise<QueuedReport> {
    await this.#audit.record({ actor, action: 'report.look', details: { reportId } });
    return (await this.#get(reportId)).report;
  }

  /**
   * Opens the conversation of a report, under a case that is the report.
   * @throws AppError `report_not_found`, and what opening a conversation throws
   */
  async open(actor: AdminActor, reportId: string): Promise<OpenedReport> {
    const { report, note } = await this.#get(reportId);
    const { opening, conversation } = await this.#oversight.open(actor, report.conversationId, {
      caseId: report.id,
      reason: `A report: ${report.reason}`,
    });
    return { report, note, context: await this.#repository.listContext(reportId), opening, conversation };
  }

  /**
   * Decides on a report, once. Whoever made it is told.
   * @throws AppError `report_not_found`, `report_decided`; `conflict_of_interest` for who made it or is reported, and, where
   * a colleague is to be suspended, but for an owner
   */
  async decide(
    actor: AdminActor,
    reportId: string,
    { outcome, reason }: { outcome: ReportOutcome; reason: string },
  ): Promise<QueuedReport> {
    const { report } = await this.#get(reportId);
    if (report.decision) throw new AppError('report_decided');
    const entry = {
      actor,
      action: 'report.decide',
      conversationId: report.conversationId,
      subjectId: report.reported.id,
      caseId: report.id,
      details: { outcome, reason: report.reason },
      text: reason,
    } as const;
    if ([report.reporter?.id, report.reported.id].includes(actor.userId)) {
      await this.#audit.record({ ...entry, outcome: 'refused' });
      throw new AppError('conflict_of_interest');
    }
    await this.#audit.record(entry);
    if (outcome === 'suspended') {
      await this.#people.suspend(actor, report.reported.id, { reason, caseId: report.id });
    }
    if (!(await this.#repository.decideReport(reportId, outcome, actor.userId))) {
      throw new AppError('report_decided');
    }
    this.#decided.inc({ reason: report.reason, outcome });
    const decided = await this.#get(reportId);
    if (report.reporter && decided.own) {
      this.#publisher.publish(report.reporter.id, 'report:decided', { report: decided.own });
    }
    return decided.report;
  }

  async #get(reportId: string): Promise<StoredReport> {
    const report = await this.#repository.findReport(reportId);
    if (!report) throw new AppError('report_not_found');
    return report;
  }
}
