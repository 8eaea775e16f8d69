import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.ts';
import { CLEAN_ENV } from './data-folder.ts';
import { complaintIn, LocalPostgresError, reasonOf } from './error.ts';
import { commandLine, isRunning, waitUntilGone } from './process.ts';

/** PostgreSQL's main process. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** The PostgreSQL that still runs on a data folder, whoever started it. Clears away what would mislead a new one. */
export async function findSurvivor(folder: string): Promise<Postmaster | undefined> {
  const pidFile = join(folder, 'postmaster.pid');
  for (;;) {
    const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    if (pid === 0 || !(await isRunning(pid))) return undefined;
    if (!(await isPostmasterOf(folder, pid))) {
      // The id has been given to another process since; PostgreSQL would take that one for itself and refuse to start.
      await rm(pidFile, { force: true });
      return undefined;
    }
    if (port > 0) return { pid, port };
    await sleep(20); // it has only just begun to write the file
  }
}

async function isPostmasterOf(folder: string, pid: number): Promise<boolean> {
  const command = await commandLine(pid);
  return command.includes('postgres') && command.includes(folder);
}

/**
 * Starts PostgreSQL on the folder, listening on a free port of the loopback interface. It may not be ready yet.
 * It has a session of its own, so that Ctrl-C in our terminal does not reach it before we have finished with it.
 */
export async function spawnPostmaster(options: {
  program: string;
  folder: string;
  account: Account;
  settings: Readonly<Record<string, string>>;
  onExit: () => void;
}): Promise<Postmaster> {
  const { program, folder, account, settings, onExit } = options;
  const port = await freePort();
  const [command = program, ...args] = [
    ...account.prefix,
    ...[program, '-D', folder, '-h', '127.0.0.1', '-p', String(port), '-k', ''],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const log = await openLog(folder);
  try {
    const child = spawn(command, args, {
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: CLEAN_ENV,
      cwd: '/',
      ...account.user,
    });
    await once(child, 'spawn');
    child.unref();
    child.once('exit', onExit);
    return { pid: child.pid!, port };
  } catch (error) {
    const reason = reasonOf(error);
    throw new LocalPostgresError(`PostgreSQL cannot be run here (${program}): ${reason}.`);
  } finally {
    await log.close();
  }
}

/**
 * Ends PostgreSQL and waits until it is gone. Open sessions are cut, nothing committed is lost.
 * Throws a LocalPostgresError if it cannot be ended.
 */
export async function stopPostmaster(pid: number): Promise<void> {
  // A fast shutdown first; then an immediate one, after which the next start recovers from the log.
  for (const [signal, patience] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
      throw new LocalPostgresError(`PostgreSQL (process ${pid}) cannot be stopped: ${reasonOf(error)}.`);
    }
    if (await waitUntilGone(pid, patience)) return;
  }
  throw new LocalPostgresError(`PostgreSQL (process ${pid}) does not stop.`);
}

export const logFile = (folder: string): string => `${folder}.log`;

/** The reason PostgreSQL gave in this run's log for not running. */
export async function lastComplaint(folder: string): Promise<string> {
  const log = await readFile(logFile(folder), 'utf8');
  return complaintIn(log) ?? log.trim().split('\n').at(-1) ?? '';
}

/** One file per run; the run before is kept beside it. */
async function openLog(folder: string): Promise<FileHandle> {
  const path = logFile(folder);
  try {
    await rename(path, `${path}.1`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    return await open(path, 'w', 0o600);
  } catch (error) {
    throw new LocalPostgresError(`PostgreSQL's log ${path} cannot be written: ${reasonOf(error)}.`);
  }
}

/** A port of the loopback interface that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
