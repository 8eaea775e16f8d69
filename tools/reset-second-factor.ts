import { parseArgs } from 'node:util';
import type { readConfig } from '@duet/server/config.ts';
import { AuditLogRepository } from '@duet/server/features/audit/audit-log.repository.ts';
import { SecondFactorRepository } from '@duet/server/features/users/second-factor.repository.ts';
import { SessionRepository } from '@duet/server/features/users/session.repository.ts';
import { SYSTEM_USER_ID } from '@duet/server/features/users/system-user.ts';
import { UserRepository } from '@duet/server/features/users/user.repository.ts';
import { OperatorError } from '@duet/server/platform/operator-error.ts';
import { explain } from './lifetime.ts';
import { answerHelp, say } from './say.ts';
import { openDatabase, readServerConfig, SERVER_VARIABLES } from './server-database.ts';

answerHelp(`
npm run admin:reset -- EMAIL: takes away the second factor of an administrator who has lost their authenticator and their
recovery codes, and ends all their sessions. Their password alone then signs them in, until they have set up another: make sure
that it is they who ask. In the audit log stands that it was done from beside the server; an owner does it in the dashboard.

${SERVER_VARIABLES}  AUDIT_DATABASE_URL  the database for the role that adds to the audit log; without it, DATABASE_URL
`);

const { positionals } = parseArgs({ allowPositionals: true });
try {
  await reset(await readServerConfig(), positionals[0]);
} catch (error) {
  explain(error);
  process.exitCode = 1;
}

async function reset(config: ReturnType<typeof readConfig>, email: string | undefined): Promise<void> {
  if (email === undefined)
    throw new OperatorError('Say whose: npm run admin:reset -- somebody@marketplace.example');
  const database = openDatabase(config, config.databaseUrl);
  const appender = openDatabase(config, config.auditDatabaseUrl);
  try {
    const found = await new UserRepository(database).findCredentials(email);
    if (!found) throw new OperatorError(`Nobody signs in as ${email}.`);
    const { id } = found.user;
    const secondFactors = new SecondFactorRepository(database);
    if (!(await secondFactors.findSecondFactor(id)))
      throw new OperatorError(`${email} has no second factor.`);
    await new AuditLogRepository(appender, database).createAuditLog({
      actor: { userId: SYSTEM_USER_ID, sessionId: undefined, roles: [], address: '' },
      action: 'person.reset_second_factor',
      subjectId: id,
    });
    await secondFactors.removeSecondFactor(id);
    const ended = await new SessionRepository(database).endSessions(id, 'ended_by_admin', new Date());
    say(`✓ ${email} signs in by password alone now. Sessions that ended: ${ended.length}.`);
  } finally {
    await Promise.all([database.close(), appender.close()]);
  }
}
