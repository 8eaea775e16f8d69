import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findLocalPostgres } from '@duet/local-postgres';
import { readConfig } from '@duet/server/config.ts';
import { readFiles } from '@duet/server/environment.ts';
import { createLogger } from '@duet/server/platform/logger.ts';
import { createMetrics } from '@duet/server/platform/metrics.ts';
import { Database } from '@duet/server/platform/postgres/database.ts';
import { dataFolderOf } from './groundwork.ts';

type Config = ReturnType<typeof readConfig>;

/** Of whoever looks into a server's database from beside it: what `npm run …` says of each. */
export const SERVER_VARIABLES = `
  DATABASE_URL   the database; without it, the demo's, which must be running (npm start)
  DUET_SECRET    the server's secret; without it, the demo's
  AUDIT_ANCHORS  the server's file of anchors; without it, the demo's
  DUET_DATA      the folder of the demo (.duet)
`.trimStart();

/** What a server on this machine is told: by the environment, and else as the demo is. */
export async function readServerConfig(): Promise<Config> {
  const given = readFiles(process.env);
  return readConfig({ LOG_LEVEL: 'error', ...(await ofDemo(given)), ...given });
}

/** Opens its database, under one of the addresses it is told. */
export function openDatabase(config: Config, connectionString: string): Database {
  const logger = createLogger({ level: config.logLevel, pretty: false });
  return new Database({ connectionString, max: 1, logger, metrics: createMetrics() });
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
