// A process that owns a PostgreSQL until it is told to stop by SIGTERM, or is killed: what the tests do it to.
import { startLocalPostgres } from './local-postgres.ts';

const [dataFolder = ''] = process.argv.slice(2);
try {
  const postgres = await startLocalPostgres({ dataFolder, say: (line) => console.log(line) });
  console.log(JSON.stringify({ pid: postgres.pid, url: postgres.connectionString() }));
  process.once('SIGTERM', () => void postgres.stop().then(() => process.exit(0)));
} catch (error) {
  console.log((error as Error).message);
  process.exit(1);
}
