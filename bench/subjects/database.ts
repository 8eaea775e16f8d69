import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalPostgres } from '@duet/local-postgres';
import { Client } from 'pg';
import { startFaultyPostgres } from '../../chaos/postgres.ts';

/** The same for every subject; what is not named is PostgreSQL's own default. */
const SETTINGS = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '512MB',
  max_wal_size: '4GB',
  max_connections: '60',
};
/** What is printed of each, as the server itself tells it. */
const TOLD = [...Object.keys(SETTINGS), 'wal_sync_method', 'checkpoint_timeout', 'autovacuum', 'wal_level'];

/** A fresh PostgreSQL for one subject. */
export interface Database {
  readonly url: string;
  readonly pid: number;
  /** The settings that matter to the comparison, as they are in force. */
  readonly settings: Readonly<Record<string, string>>;
  /** Uses a connection for as long as `work` takes. */
  use<Answer>(work: (client: Client) => Promise<Answer>): Promise<Answer>;
  stop(): Promise<void>;
}

export async function startDatabase(): Promise<Database> {
  const home = await mkdtemp(join(tmpdir(), 'duet-bench-'));
  const postgres = await startLocalPostgres({
    dataFolder: join(home, 'postgres'),
    say: () => undefined,
    settings: SETTINGS,
  });
  // A run that is broken off takes it along.
  const onExit = (): void => void process.kill(postgres.pid, 'SIGQUIT');
  process.once('exit', onExit);
  return describe(postgres.connectionString(), postgres.pid, async () => {
    process.off('exit', onExit);
    await postgres.stop();
    await rm(home, { recursive: true, force: true });
  });
}

/**
 * One that can be killed and started again under the same address, by way of a proxy; with production's settings, as
 * the chaos runs have it.
 */
export async function startCrashingDatabase(): Promise<{
  readonly database: Database;
  /** Ends its main process without a word; its children notice. */
  crash(): Promise<void>;
  /** Starts it again; ready afterwards. */
  revive(): Promise<void>;
}> {
  const postgres = await startFaultyPostgres();
  // Its processes change with every crash, and nobody asks what it costs.
  const database = await describe(postgres.url, 0, () => postgres.stop());
  return { database, crash: () => postgres.crash('SIGKILL'), revive: () => postgres.heal() };
}

async function describe(url: string, pid: number, stop: () => Promise<void>): Promise<Database> {
  const use: Database['use'] = async (work) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  const { rows } = await use((client) =>
    client.query<{ name: string; setting: string }>(
      `SELECT 'server_version' AS name, current_setting('server_version') AS setting
       UNION ALL SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY ($1)`,
      [TOLD],
    ),
  );
  const settings = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  return { url, pid, settings, use, stop };
}
