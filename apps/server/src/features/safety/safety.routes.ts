import { LIMITS } from '@duet/contract';
import type { Counter } from 'prom-client';
import { type RouteHandlers, withStatus } from '../../platform/http/handlers.ts';
import type { ReportQueueService } from './report-queue.service.ts';
import type { ReportService } from './report.service.ts';

/** `warnings` counts what became of messages whose authors were warned. */
export function safetyRoutes(
  reports: ReportService,
  queue: ReportQueueService,
  warnings: Pick<Counter<'kind' | 'outcome'>, 'inc'>,
): RouteHandlers<
  | 'reportPeer'
  | 'listReports'
  | 'listReportQueue'
  | 'overseeReport'
  | 'openReport'
  | 'decideReport'
  | 'tellContactWarning'
> {
  return {
    reportPeer: async ({ params, body }, { actor }) => {
      const { report, created } = await reports.report(params.id, actor.userId, body);
      return withStatus(created ? 201 : 200, { report });
    },
    listReports: ({ query }, { actor }) => reports.list(actor.userId, query),
    listReportQueue: ({ query }, { actor }) =>
      queue.list(actor, { ...query, limit: query.limit ?? LIMITS.pageDefault }),
    overseeReport: async ({ params }, { actor }) => ({ report: await queue.look(actor, params.id) }),
    openReport: ({ params }, { actor }) => queue.open(actor, params.id),
    decideReport: async ({ params, body }, { actor }) => ({
      report: await queue.decide(actor, params.id, body),
    }),
    tellContactWarning: async ({ body: { kinds, outcome } }) => {
      for (const kind of new Set(kinds)) warnings.inc({ kind, outcome });
      return {};
    },
  };
}
