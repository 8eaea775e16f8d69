import { AppError } from '@duet/contract';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics.ts';

/** A statement, prepared once per connection under its name. Made by `sql`. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Runs statements: the database itself, or a transaction in it. */
export interface Queryable {
  /**
   * The rows of one statement.
   * @throws AppError `database_unavailable` when the outcome is unknown or there is no connection, `busy` when
   * a lock could not be had in time or a deadlock was broken; both within about two seconds.
   */
  query<Row>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

const names = new Set<string>();

/** Names a statement; the name is its label in the metrics and must be its own. */
export function sql(name: string, text: string): Statement {
  if (names.has(name)) throw new Error(`There are two statements named ${name}.`);
  names.add(name);
  return { name, text };
}

/**
 * For the select list of a statement that calls a function which may write: the transaction that wrote, which is the
 * statement's own; null when nothing was written.
 */
export const currentTx = 'pg_current_xact_id_if_assigned()::text AS tx';

const begin = sql('begin', 'BEGIN');
const commit = sql('commit', 'COMMIT');
const rollback = sql('rollback', 'ROLLBACK');
const ping = sql('ping', 'SELECT 1');

/** How long a caller waits, for a connection and for the statement together. */
const DEADLINE_MS = 2_000;
/** What PostgreSQL itself keeps to, sooner than we do, so that a slow statement ends cleanly on its side. */
const STATEMENT_TIMEOUT_MS = 1_800;
const LOCK_TIMEOUT_MS = 1_500;
/** What is left to a statement whose caller waited long for a connection. */
const SHORTEST_WAIT_MS = 100;
const RETRY_AFTER_MS = 1_000;

/** 08 connection, 53 resources, 57 operator (shutdown, timeout), 58 system, 25006 read-only (an old primary). */
const UNAVAILABLE = /^(08|53|57|58|25006)/;
/** Deadlock, serialization failure, lock timeout. */
const CONTENDED = new Set(['40P01', '40001', '55P03']);

const parsers = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, Number],
  [pg.types.builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString()],
]);
const builtIn = pg.types.getTypeParser as (oid: number, format?: string) => (text: string) => unknown;
const types = {
  getTypeParser: (oid: number, format?: string) => parsers.get(oid) ?? builtIn(oid, format),
} as pg.CustomTypesConfig;

/**
 * PostgreSQL behind a pool. Connections heal by themselves: what failed is thrown away, the next statement dials anew.
 *
 * A statement is ok only when PostgreSQL said so and said nothing else. After a timeout, a lost connection or a
 * warning (a cancelled wait for the standby answers success and a warning) nobody knows whether it was committed, and
 * the caller gets `database_unavailable`: retry with the same id.
 */
export class Database implements Queryable {
  readonly #pool: pg.Pool;
  readonly #metrics: Metrics;
  /** Connections not to be used again: they warned, timed out or broke. */
  readonly #suspects = new WeakSet<object>();

  /** `role`: whose connections these are, for the metrics. */
  constructor(options: {
    connectionString: string;
    max: number;
    role?: 'app' | 'audit';
    logger: Logger;
    metrics: Metrics;
  }) {
    this.#metrics = options.metrics;
    this.#pool = new pg.Pool({
      connectionString: options.connectionString,
      max: options.max,
      application_name: 'duet',
      connectionTimeoutMillis: DEADLINE_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: 10_000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      types,
    });
    this.#pool.on('connect', (client) => {
      client.on('notice', ({ code }) => {
        if (code !== '00000') this.#suspects.add(client);
      });
      // The pool listens while a connection is idle only. One that dies in use fails its statement, or the next one;
      // unheard, the event would end the process.
      client.on('error', () => this.#suspects.add(client));
    });
    // An idle connection that dies belongs to no statement, and the pool has dropped it already.
    this.#pool.on('error', (error) => options.logger.warn({ err: error }, 'idle database connection lost'));
    observePool(this.#pool, options.role ?? 'app', options.metrics);
  }

  async query<Row>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    const deadline = performance.now() + DEADLINE_MS;
    return this.#connected(async (client) => {
      const { rows } = await this.#run<Row>(client, statement, values, deadline);
      return rows;
    });
  }

  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it rejects. An unknown outcome of the
   * COMMIT rejects with `database_unavailable`. Every statement has two seconds of its own.
   */
  async transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return this.#connected(async (client) => {
      const run = <Row>(statement: Statement, values: readonly unknown[] = []) =>
        this.#run<Row>(client, statement, values, performance.now() + DEADLINE_MS);
      await run(begin);
      const tx: Queryable = {
        query: async <Row>(...call: Parameters<Queryable['query']>) => (await run<Row>(...call)).rows,
      };
      const result = await work(tx).catch(async (error: unknown) => {
        // A suspect connection is closed, and PostgreSQL rolls back what was open on it.
        if (!this.#suspects.has(client)) await run(rollback);
        throw error;
      });
      const { command } = await run(commit);
      if (command !== 'COMMIT')
        throw new Error('A statement of the transaction had failed, and its work went on.');
      return result;
    });
  }

  /** Resolves when the database answers. */
  async ping(): Promise<void> {
    await this.query(ping);
  }

  /** Waits for what is running and closes every connection. */
  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #connected<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#measured('connect', () =>
      // Whatever the reason, wrong passwords included: without a connection the database is not there for us.
      this.#pool.connect().catch((error: unknown) => Promise.reject(unavailable(error))),
    );
    try {
      return await work(client);
    } finally {
      client.release(this.#suspects.has(client));
    }
  }

  async #run<Row>(
    client: pg.PoolClient,
    { name, text }: Statement,
    values: readonly unknown[],
    deadline: number,
  ): Promise<pg.QueryResult<Row & pg.QueryResultRow>> {
    const query: pg.QueryConfig & { query_timeout: number } = {
      name,
      text,
      values: values as unknown[],
      query_timeout: Math.max(SHORTEST_WAIT_MS, deadline - performance.now()),
    };
    return this.#measured(name, async () => {
      try {
        const result = await client.query<Row & pg.QueryResultRow>(query);
        if (this.#suspects.has(client)) throw new Error(`PostgreSQL warned while it ran ${name}.`);
        return result;
      } catch (error) {
        if (!leavesConnectionGood(error)) this.#suspects.add(client);
        throw error;
      }
    });
  }

  async #measured<T>(statement: string, work: () => Promise<T>): Promise<T> {
    const stop = this.#metrics.databaseStatements.startTimer({ statement });
    try {
      const result = await work();
      stop({ outcome: 'ok' });
      return result;
    } catch (error) {
      const known = toKnownError(error);
      stop({ outcome: known instanceof AppError ? known.code : 'error' });
      if (known instanceof AppError) this.#metrics.errors.inc({ component: 'database' });
      throw known;
    }
  }
}

/** PostgreSQL refused the statement and did nothing; it is not about to end the connection. */
function leavesConnectionGood(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !/^(08|57P)/.test(error.code ?? '');
}

function unavailable(cause: unknown): AppError {
  return new AppError('database_unavailable', { retryAfterMs: RETRY_AFTER_MS }, { cause });
}

function toKnownError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (error instanceof pg.DatabaseError) {
    const code = error.code ?? '';
    if (CONTENDED.has(code)) return new AppError('busy', { retryAfterMs: RETRY_AFTER_MS }, { cause: error });
    if (!UNAVAILABLE.test(code)) return error;
  } else if (error instanceof TypeError || error instanceof RangeError) {
    return error; // Our own mistake in a value, not the network's.
  }
  return unavailable(error);
}

/** The pools of a server share one gauge. */
function observePool(pool: pg.Pool, role: string, { databasePools }: Metrics): void {
  databasePools.push(() => ({
    role,
    idle: pool.idleCount,
    busy: pool.totalCount - pool.idleCount,
    waiting: pool.waitingCount,
  }));
}
