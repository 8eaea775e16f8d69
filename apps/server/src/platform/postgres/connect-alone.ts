import pg from 'pg';
import { OperatorError } from '../operator-error.ts';

const OLDEST_POSTGRES = 15;

/**
 * A connection beside the server's own, for what is done before it starts.
 * @throws OperatorError when the database cannot be reached or is older than PostgreSQL 15
 */
export async function connectAlone(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString,
    application_name: 'duet-migrate',
    connectionTimeoutMillis: 5_000,
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ major: number }>(
      "SELECT current_setting('server_version_num')::integer / 10000 AS major",
    );
    const major = rows[0]?.major ?? 0;
    if (major < OLDEST_POSTGRES) {
      throw new OperatorError(`Duet needs PostgreSQL ${OLDEST_POSTGRES} or newer; this is ${major}.`);
    }
    return client;
  } catch (error) {
    await client.end();
    if (error instanceof OperatorError) throw error;
    throw new OperatorError(
      `The database at ${placeOf(connectionString)} cannot be reached: ${reasonOf(error)}.`,
      {
        cause: error,
      },
    );
  }
}

/** Host and name of a database without the password. */
function placeOf(connectionString: string): string {
  const { host, pathname } = new URL(connectionString);
  return `${host}${pathname}`;
}

/** Several addresses were tried for one name: Node tells them as an AggregateError without a message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
