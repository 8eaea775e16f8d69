/** As whom the server adds to the audit log: a role of the database that may do nothing else. */
export const AUDIT_ROLE = 'duet_audit';
