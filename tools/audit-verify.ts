import type { readConfig } from '@duet/server/config.ts';
import { AuditAnchors } from '@duet/server/features/audit/audit-anchors.ts';
import { AuditLogRepository } from '@duet/server/features/audit/audit-log.repository.ts';
import { verifyAuditLog } from '@duet/server/features/audit/verify-audit-log.ts';
import { explain } from './lifetime.ts';
import { answerHelp, say, seconds } from './say.ts';
import { openDatabase, readServerConfig, SERVER_VARIABLES } from './server-database.ts';

answerHelp(`
npm run audit:verify: checks that the audit log is what was written, from its first entry to its last.

${SERVER_VARIABLES}
Names the first entry that was changed, is missing, or was written while the clock ran back, and then ends with code 1.
An end that was cut off is noticed up to the last anchor: a minute before it was cut, at most.
`);

try {
  process.exitCode = (await verify(await readServerConfig())) ? 0 : 1;
} catch (error) {
  explain(error);
  process.exitCode = 1;
}

async function verify(config: ReturnType<typeof readConfig>): Promise<boolean> {
  const begun = performance.now();
  const database = openDatabase(config, config.databaseUrl);
  try {
    const verdict = await verifyAuditLog(
      new AuditLogRepository(database, database),
      new AuditAnchors(config.auditAnchors, config.keys.auditAnchor),
    );
    if (!verdict.ok) {
      say(`✗ Entry ${verdict.seq}: ${verdict.reason}.`);
      return false;
    }
    const { entries, erasedTexts, head } = verdict;
    say(
      `✓ ${entries} entries hold (${seconds(performance.now() - begun)}), ${erasedTexts} texts were erased.`,
    );
    say(`  The last has the hash ${head}.`);
    return true;
  } finally {
    await database.close();
  }
}
