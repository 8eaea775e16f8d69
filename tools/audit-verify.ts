import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findLocalPostgres } from '@duet/local-postgres';
import { readConfig, readFiles } from '@duet/server/config.ts';
import { AuditAnchors } from '@duet/server/features/audit/audit-anchors.ts';
import { AuditLogRepository } from '@duet/server/features/audit/audit-log.repository.ts';
import { verifyAuditLog } from '@duet/server/features/audit/verify-audit-log.ts';
import { createLogger } from '@duet/server/platform/logger.ts';
import { createMetrics } from '@duet/server/platform/metrics.ts';
import { Database } from '@duet/server/platform/postgres/database.ts';
import { dataFolderOf } from './groundwork.ts';
import { explain } from './lifetime.ts';
import { answerHelp, say, seconds } from './say.ts';

answerHelp(`
npm run audit:verify: checks that the audit log is what was written, from its first entry to its last.

  DATABASE_URL   the database; without it, the demo's, which must be running (npm start)
  DUET_SECRET    the server's secret: anchors are signed by it; without it, the demo's
  AUDIT_ANCHORS  the server's file of anchors; without it, the demo's
  DUET_DATA      the folder of the demo (.duet)

Names the first entry that was changed, is missing, or was written while the clock ran back, and then ends with code 1.
An end that was cut off is noticed up to the last anchor: a minute before it was cut, at most.
`);

try {
  const given = readFiles(process.env);
  const config = readConfig({ LOG_LEVEL: 'error', ...(await ofDemo(given)), ...given });
  process.exitCode = (await verify(config)) ? 0 : 1;
} catch (error) {
  explain(error);
  process.exitCode = 1;
}

/** What the demo on this machine was told, as far as it is there. */
async function ofDemo(
  given: Record<string, string | undefined>,
): Promise<Record<string, string | undefined>> {
  const folder = dataFolderOf(given);
  const secret = await readFile(join(folder, 'secret'), 'utf8').catch(() => undefined);
  return {
    DATABASE_URL:
      given['DATABASE_URL'] === undefined
        ? await findLocalPostgres(join(folder, 'postgres'), 'duet')
        : undefined,
    DUET_SECRET: secret?.trim(),
    AUDIT_ANCHORS: join(folder, 'audit-anchors.jsonl'),
  };
}

async function verify(config: ReturnType<typeof readConfig>): Promise<boolean> {
  const begun = performance.now();
  const database = new Database({
    connectionString: config.databaseUrl,
    max: 1,
    logger: createLogger({ level: config.logLevel, pretty: false }),
    metrics: createMetrics(),
  });
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
