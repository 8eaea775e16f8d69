import { LIMITS } from '@duet/contract';
import type { RouteHandlers } from '../../platform/http/handlers.ts';
import type { AuditService } from './audit.service.ts';

export function auditRoutes(audit: AuditService): RouteHandlers<'listAuditEntries' | 'exportAuditEntries'> {
  return {
    listAuditEntries: ({ query: { cursor, limit = LIMITS.pageDefault, ...filter } }, { actor }) =>
      audit.list(actor, filter, cursor, limit),
    exportAuditEntries: ({ query: { cursor, ...filter } }, { actor }) => audit.export(actor, filter, cursor),
  };
}
