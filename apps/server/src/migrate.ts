import { readMigrateUrl } from './config.ts';
import { OperatorError } from './platform/operator-error.ts';
import { migrate } from './platform/postgres/migrate.ts';

// Run by hand or by a deployment, before servers of this version start: as the owner of the tables, which no server is.
try {
  await migrate(readMigrateUrl(), { info: (line) => process.stdout.write(`${line}\n`) });
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
