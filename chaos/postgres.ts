import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalPostgres } from '@duet/local-postgres';
import { startFaultProxy, until, type FaultProxy } from '@duet/testkit';
import { Client } from 'pg';
import { mountSmallDisk, QUIETLY, unmount } from './means.ts';
import { familyOf } from './processes.ts';

const MAX_CONNECTIONS = 40;
/** Room for a template, a few databases, and what people write in a minute. */
const SMALL_DISK_MB = 300;

/** A PostgreSQL that can be hurt. It keeps its address through restarts. */
export interface FaultyPostgres {
  readonly url: string;
  /** The network between it and the server. */
  readonly line: FaultProxy;
  /** Ends its main process: SIGQUIT is an immediate stop, SIGKILL leaves its children to notice. */
  crash(signal: 'SIGQUIT' | 'SIGKILL'): Promise<void>;
  /** Stops every process of it in its tracks. */
  freeze(): void;
  /** Has every fsync take so much longer. */
  slowDisk(milliseconds: number): Promise<void>;
  /** Leaves no byte free on its disk, which must be a small one. */
  fillDisk(): Promise<void>;
  /** Takes back whatever was done to it, and starts it again if it has ended; ready afterwards. */
  heal(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL on a data folder of its own, with production's settings but few connections; or, where it is to
 * be filled, on a small disk in memory.
 */
export async function startFaultyPostgres({ smallDisk = false } = {}): Promise<FaultyPostgres> {
  const home = await mkdtemp(join(tmpdir(), 'duet-chaos-'));
  if (smallDisk) await mountSmallDisk(home, SMALL_DISK_MB);
  const ballast = join(home, 'ballast');
  const start = () =>
    startLocalPostgres({
      dataFolder: join(home, 'postgres'),
      say: () => undefined,
      settings: {
        max_connections: String(MAX_CONNECTIONS),
        ...(smallDisk ? { min_wal_size: '32MB', max_wal_size: '64MB' } : {}),
      },
    });
  let postgres = await start();
  let frozen: number[] = [];
  let tracer: ChildProcess | undefined;
  const isThere = (): boolean => existsSync(`/proc/${postgres.pid}`);
  // A run that is broken off takes it along, unless the fault has.
  const onExit = (): void => {
    if (isThere()) process.kill(postgres.pid, 'SIGQUIT');
    if (smallDisk) spawnSync('umount', ['--lazy', home]);
  };
  process.once('exit', onExit);
  const line = await startFaultProxy(postgres.connectionString());

  const relieve = async (): Promise<void> => {
    for (const pid of frozen.reverse()) process.kill(pid, 'SIGCONT');
    frozen = [];
    if (tracer) {
      tracer.kill('SIGINT');
      await once(tracer, 'exit');
      tracer = undefined;
    }
    await rm(ballast, { force: true });
    line.set({});
  };
  // One that is there may be recovering, or about to end.
  const answers = async (): Promise<true> => {
    if (!isThere()) {
      postgres = await start();
      line.retarget(postgres.connectionString());
    }
    const client = new Client({
      connectionString: postgres.connectionString(),
      connectionTimeoutMillis: 2_000,
    });
    await client.connect();
    await client.end();
    return true;
  };

  return {
    url: line.url,
    line,
    async crash(signal) {
      const processes = familyOf(postgres.pid);
      process.kill(postgres.pid, signal);
      await until(() => processes.every((pid) => !existsSync(`/proc/${pid}`)), { timeout: 20_000 });
    },
    freeze() {
      // The main process first: it makes no more children then.
      process.kill(postgres.pid, 'SIGSTOP');
      frozen = familyOf(postgres.pid);
      for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    },
    async slowDisk(milliseconds) {
      const processes = familyOf(postgres.pid).map((pid) => `--attach=${pid}`);
      const inject = `--inject=fsync,fdatasync:delay_enter=${milliseconds * 1_000}`;
      tracer = spawn('strace', [...QUIETLY, '--follow-forks', inject, ...processes], { stdio: 'ignore' });
      await once(tracer, 'spawn');
    },
    async fillDisk() {
      const file = await open(ballast, 'w');
      for (let block = Buffer.alloc(2 ** 20); block.length > 0;) {
        const { bytesWritten } = await file.write(block).catch(() => ({ bytesWritten: 0 }));
        if (bytesWritten < block.length) block = block.subarray(0, block.length >> 1);
      }
      await file.close();
    },
    async heal() {
      await relieve();
      await until(answers, { timeout: 30_000 });
    },
    async stop() {
      await relieve();
      process.off('exit', onExit);
      if (isThere()) await postgres.stop();
      await line.close();
      if (smallDisk) await unmount(home);
      await rm(home, { recursive: true, force: true });
    },
  };
}
