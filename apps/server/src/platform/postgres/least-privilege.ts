import { OperatorError } from '../operator-error.ts';
import { connectAlone } from './connect-alone.ts';
import type { ServerLogins } from './server-logins.ts';

/** What is too much for either role; of several the first is told. */
const FIND_TOO_MUCH = `
  SELECT CASE
    WHEN rolsuper THEN 'is a superuser'
    WHEN rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls THEN 'may do what administrators of PostgreSQL do'
    WHEN EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND pg_has_role(relowner, 'MEMBER'))
      THEN 'owns tables or belongs to who does'
    WHEN has_schema_privilege('public', 'CREATE') OR has_database_privilege(current_database(), 'CREATE')
      THEN 'may create tables'
    WHEN has_database_privilege(current_database(), 'TEMPORARY') THEN 'may create temporary tables'
    WHEN has_table_privilege('audit_log', 'INSERT, UPDATE, DELETE, TRUNCATE') THEN 'may write the audit log itself'
    WHEN $1 AND has_function_privilege('append_audit_entry'::regproc, 'EXECUTE') THEN 'may add to the audit log'
    WHEN NOT $1 AND has_table_privilege('messages', 'SELECT') THEN 'may read messages'
  END AS too_much
  FROM pg_roles WHERE rolname = current_user`;

/**
 * Whoever gets hold of what the server may do should not get more than that.
 * @throws OperatorError naming the variable whose role owns tables, may create any, or may do what the other is for
 */
export async function assertLeastPrivilege(logins: ServerLogins): Promise<void> {
  for (const [variable, url] of Object.entries(logins)) {
    const client = await connectAlone(url);
    try {
      const { rows } = await client.query<{ too_much: string | null }>(FIND_TOO_MUCH, [
        variable === 'DATABASE_URL',
      ]);
      const tooMuch = rows[0]?.too_much;
      if (tooMuch) {
        throw new OperatorError(
          `${variable} must sign in as a role that may do no more than its part in production; this one ${tooMuch}.`,
        );
      }
    } finally {
      await client.end();
    }
  }
}
