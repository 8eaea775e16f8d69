import { chooseAccount } from './account.ts';
import { binariesIn, locateBinaries } from './binaries.ts';
import { ensureCluster, prepareParent, readPassword, SUPERUSER } from './data-folder.ts';
import { LocalPostgresError } from './error.ts';
import { takeOwnership } from './ownership.ts';
import { findSurvivor, lastComplaint, logFile, spawnPostmaster, stopPostmaster } from './postmaster.ts';
import { isRunning } from './process.ts';

/** A PostgreSQL of our own, running and ready. */
export interface LocalPostgres {
  /** For a database of it; they are created with SQL, `postgres` is there from the start. */
  connectionString(database?: string): string;
  readonly pid: number;
  /** Cuts open sessions, keeps everything committed, and returns when PostgreSQL is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a real PostgreSQL (the bundled 18) on a data folder, which is made if it is not there. Works as root and as anybody else.
 * Beside the folder are `<folder>.log` and `<folder>.password`. One process owns a folder at a time; a PostgreSQL
 * whose owner was killed is stopped first, so the settings given are always those in force.
 *
 * Throws a LocalPostgresError with one sentence for people when it cannot run.
 */
export async function startLocalPostgres(options: {
  dataFolder: string;
  say: (line: string) => void;
  settings?: Readonly<Record<string, string>>;
  /** The folder of another PostgreSQL's programs, 15 or later. */
  programs?: string;
}): Promise<LocalPostgres> {
  const { say, settings = {}, programs } = options;
  const binaries = programs === undefined ? await locateBinaries() : binariesIn(programs);
  const folder = await prepareParent(options.dataFolder);
  const account = await chooseAccount(folder);
  const password = await ensureCluster(folder, binaries, account);
  const connectionString = (port: number, database?: string): string => toUrl(password, port, database);
  const own = ({ pid, port }: { pid: number; port: number }) =>
    takeOwnership({ connectionString: connectionString(port), pid, dataFolder: folder });

  const survivor = await findSurvivor(folder);
  if (survivor !== undefined) {
    const ownership = await own(survivor);
    say(`Stopping the PostgreSQL of an earlier run (process ${survivor.pid})`);
    await ownership.release();
    await stopPostmaster(survivor.pid);
  }

  let stopping: Promise<void> | undefined;
  let owned = false;
  for (let attempt = 1; ; attempt++) {
    const postmaster = await spawnPostmaster({
      program: binaries.postgres,
      folder,
      account,
      settings,
      onExit: () => {
        if (owned && stopping === undefined)
          say(`PostgreSQL has ended unexpectedly; its log is ${logFile(folder)}`);
      },
    });
    const { pid, port } = postmaster;
    try {
      const ownership = await own(postmaster);
      owned = true;
      const stop = async (): Promise<void> => {
        await ownership.release();
        await stopPostmaster(pid);
      };
      return {
        connectionString: (database) => connectionString(port, database),
        pid,
        stop: () => (stopping ??= stop()),
      };
    } catch (error) {
      if (await isRunning(pid)) throw error;
      const reason = await lastComplaint(folder);
      // Another process took the free port in the moment between finding and using it.
      if (/could not create any TCP/.test(reason) && attempt < 5) continue;
      throw new LocalPostgresError(
        `PostgreSQL does not start on ${folder}: ${reason} (its log: ${logFile(folder)}).`,
      );
    }
  }
}

/**
 * The address of a database in the PostgreSQL that runs on a data folder, whoever started it; undefined when none does.
 */
export async function findLocalPostgres(dataFolder: string, database: string): Promise<string | undefined> {
  const folder = await prepareParent(dataFolder);
  const running = await findSurvivor(folder);
  return running && toUrl(await readPassword(folder), running.port, database);
}

function toUrl(password: string, port: number, database = 'postgres'): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}
