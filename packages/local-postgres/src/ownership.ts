import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { LocalPostgresError, reasonOf } from './error.ts';
import { isRunning } from './process.ts';

/** Any number will do that no other lock of ours has. */
const LOCK = 5_240_000;
const OWNER = 'duet, process ';

/** The running PostgreSQL that is to be owned. */
export interface Target {
  readonly connectionString: string;
  readonly pid: number;
  readonly dataFolder: string;
}

export interface Ownership {
  release(): Promise<void>;
}

/**
 * Makes this process the one owner of a running PostgreSQL, waiting for it to be ready first. The lock lives in a
 * session of ours in PostgreSQL itself, so it ends with us, however we end: there is nothing stale to clean up.
 * When PostgreSQL restarts its sessions after a crash of one of them, the lock is taken again.
 *
 * Throws a LocalPostgresError when another living process owns it, when it ends, or when it never answers.
 */
export async function takeOwnership(target: Target): Promise<Ownership> {
  let session = await openSession(target);
  await lock(session, target);

  let released = false;
  const regain = async (): Promise<void> => {
    if (released || !(await isRunning(target.pid))) return;
    session = await openSession(target);
    await lock(session, target);
    session.once('end', onEnd);
  };
  const onEnd = (): void => {
    // Not regained: PostgreSQL is gone, which its starter sees and reports, or somebody else owns it by now.
    regain().catch(() => undefined);
  };
  session.once('end', onEnd);

  return {
    async release() {
      released = true;
      await session.end();
    },
  };
}

async function openSession({ connectionString, pid, dataFolder }: Target): Promise<Client> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const application_name = `${OWNER}${process.pid}`;
    const client = new Client({ connectionString, application_name, connectionTimeoutMillis: 5_000 });
    // A broken connection also says 'end', which is what matters; its reason stands in PostgreSQL's log.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (!(await isRunning(pid))) throw new LocalPostgresError(`PostgreSQL (process ${pid}) has ended.`);
      if (!isNotReady(error) || Date.now() > deadline) {
        throw new LocalPostgresError(
          `PostgreSQL (process ${pid}) runs on ${dataFolder} but does not let us in: ${reasonOf(error)}.`,
        );
      }
    }
    await sleep(20);
  }
}

/** Nothing listens yet, or it is starting up, recovering or shutting down. */
function isNotReady(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === '57P03';
}

async function lock(client: Client, { dataFolder }: Target): Promise<void> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const { rows } = await client.query<{ mine: boolean; holder: string | null }>(
      `SELECT pg_try_advisory_lock($1) AS mine, (
         SELECT a.application_name
         FROM pg_locks l JOIN pg_stat_activity a USING (pid)
         WHERE l.locktype = 'advisory' AND l.objid = $1 AND l.granted AND l.pid <> pg_backend_pid()
         LIMIT 1) AS holder`,
      [LOCK],
    );
    if (rows[0]?.mine === true) return;
    const holder = Number(rows[0]?.holder?.slice(OWNER.length));
    // PostgreSQL takes a moment to notice that a killed owner is gone.
    if ((await isRunning(holder)) || Date.now() > deadline) {
      await client.end();
      throw new LocalPostgresError(
        `The data folder ${dataFolder} is in use by another running Duet (process ${holder}): stop that one first.`,
      );
    }
    await sleep(50);
  }
}
