import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalPostgres } from '@duet/local-postgres';
import { Client } from 'pg';

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
  const url = postgres.connectionString();
  const use: Database['use'] = async (work) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  const settings = await use(async (client) => {
    const { rows } = await client.query<{ name: string; setting: string }>(
      `SELECT name, current_setting(name) AS setting FROM pg_settings WHERE name = ANY ($1)
       UNION ALL SELECT 'version', current_setting('server_version')`,
      [TOLD],
    );
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  });
  return {
    url,
    pid: postgres.pid,
    settings,
    use,
    async stop() {
      await postgres.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
