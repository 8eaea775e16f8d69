import { z } from 'zod';
import { auditEntry, auditFilter, exportedAuditEntry } from '../audit.ts';
import { cursor } from '../ids.ts';
import { limit, type Route } from './route.ts';

export const auditRoutes = {
  listAuditEntries: {
    method: 'GET',
    path: '/admin/audit',
    summary: 'Entries of the audit log, the newest first. Reading it is an entry too.',
    access: 'admin',
    permission: 'audit',
    rate: 'oversee',
    query: z.strictObject({ ...auditFilter, limit }),
    status: 200,
    response: z.object({ entries: z.array(auditEntry), nextCursor: cursor.nullable() }),
    errors: [],
  },
  exportAuditEntries: {
    method: 'GET',
    path: '/admin/audit/export',
    summary: 'Entries of the audit log with their hashes, the newest first, in pieces of a thousand.',
    access: 'admin',
    permission: 'audit',
    rate: 'oversee',
    query: z.strictObject(auditFilter),
    status: 200,
    response: z.object({ entries: z.array(exportedAuditEntry), nextCursor: cursor.nullable() }),
    errors: [],
  },
} as const satisfies Record<string, Route>;
