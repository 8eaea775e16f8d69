import type { AuditActor } from '../audit/audit-entry.ts';
import { SYSTEM_USER_ID } from '../users/system-user.ts';

/** As who a job writes down what it does: whoever wanted it has been written down before. */
export const JOB: AuditActor = { userId: SYSTEM_USER_ID, sessionId: undefined, roles: [], address: '' };
