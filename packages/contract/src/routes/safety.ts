import { z } from 'zod';
import { contactWarning } from '../contact-policy.ts';
import { TEXT_ERRORS } from '../events.ts';
import { cursor } from '../ids.ts';
import {
  openedReport,
  ownReport,
  queuedReport,
  reportDecision,
  reportInput,
  reportQueue,
} from '../report.ts';
import { idParam, limit, none, ofConversation, page, type Route } from './route.ts';

export const safetyRoutes = {
  tellContactWarning: {
    method: 'POST',
    path: '/contact-warnings',
    summary: 'What became of a message whose author was told of contact details in it. Only counted.',
    access: 'session',
    rate: 'signal',
    body: contactWarning,
    status: 204,
    response: none,
    errors: [],
  },
  reportPeer: {
    method: 'POST',
    path: '/conversations/:id/reports',
    summary:
      'Report the other person of a conversation, or a message of theirs. 201 when made, 200 for a repeat of its clientReportId.',
    access: 'session',
    rate: 'complain',
    params: idParam,
    body: reportInput,
    status: 201,
    alsoStatus: 200,
    response: z.object({ report: ownReport }),
    errors: [...ofConversation, ...TEXT_ERRORS, 'message_not_found'],
  },
  listReports: {
    method: 'GET',
    path: '/reports',
    summary: 'Own reports, the latest first, with what has become of them.',
    access: 'session',
    rate: 'read',
    query: z.strictObject(page),
    status: 200,
    response: z.object({ reports: z.array(ownReport), nextCursor: cursor.nullable() }),
    errors: [],
  },
  listReportQueue: {
    method: 'GET',
    path: '/admin/reports',
    summary:
      'Reports that wait, the oldest first, or that are decided, the latest first; nothing of what was written.',
    access: 'admin',
    permission: 'find',
    rate: 'oversee',
    query: z.strictObject({ ...reportQueue, limit }),
    status: 200,
    response: z.object({ reports: z.array(queuedReport), nextCursor: cursor.nullable() }),
    errors: [],
  },
  overseeReport: {
    method: 'GET',
    path: '/admin/reports/:id',
    summary: 'One report; nothing of what was written.',
    access: 'admin',
    permission: 'find',
    rate: 'oversee',
    params: idParam,
    status: 200,
    response: z.object({ report: queuedReport }),
    errors: ['report_not_found'],
  },
  openReport: {
    method: 'POST',
    path: '/admin/reports/:id/openings',
    summary:
      'Open the conversation of a report, for 30 minutes, under a case that is the report; its messages are read as those of any opening.',
    access: 'admin',
    permission: 'open',
    rate: 'oversee',
    params: idParam,
    status: 201,
    response: openedReport,
    errors: ['report_not_found', 'conflict_of_interest'],
  },
  decideReport: {
    method: 'POST',
    path: '/admin/reports/:id/decision',
    summary:
      'Decide on a report, once; whoever made it is told that something was done about it, or that nothing was.',
    access: 'admin',
    permission: 'act',
    rate: 'oversee',
    params: idParam,
    body: reportDecision,
    status: 200,
    response: z.object({ report: queuedReport }),
    errors: ['report_not_found', 'report_decided', 'conflict_of_interest'],
  },
} as const satisfies Record<string, Route>;
