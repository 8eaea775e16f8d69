import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalPostgres } from '@duet/local-postgres';
import { startFaultProxy, until, type FaultProxy } from '@duet/testkit';

const MAX_CONNECTIONS = 40;

/** A PostgreSQL that can be hurt. It keeps its address through restarts. */
export interface FaultyPostgres {
  readonly url: string;
  /** The network between it and the server. */
  readonly line: FaultProxy;
  /** Ends its main process: SIGQUIT is an immediate stop, SIGKILL leaves its children to notice. */
  crash(signal: 'SIGQUIT' | 'SIGKILL'): Promise<void>;
  /** Starts it again after a crash; ready afterwards. */
  restart(): Promise<void>;
  /** Stops every process of it in its tracks. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL on a data folder of its own, with production's settings but few connections. */
export async function startFaultyPostgres(): Promise<FaultyPostgres> {
  const home = await mkdtemp(join(tmpdir(), 'duet-chaos-'));
  const start = () =>
    startLocalPostgres({
      dataFolder: join(home, 'postgres'),
      say: () => undefined,
      settings: { max_connections: String(MAX_CONNECTIONS) },
    });
  let postgres = await start();
  let frozen: number[] = [];
  // A run that is broken off takes it along, unless the fault has.
  const onExit = (): void => {
    if (existsSync(`/proc/${postgres.pid}`)) process.kill(postgres.pid, 'SIGQUIT');
  };
  process.once('exit', onExit);
  const line = await startFaultProxy(postgres.connectionString());

  return {
    url: line.url,
    line,
    async crash(signal) {
      const processes = familyOf(postgres.pid);
      process.kill(postgres.pid, signal);
      await until(() => processes.every((pid) => !existsSync(`/proc/${pid}`)), { timeout: 20_000 });
    },
    async restart() {
      postgres = await start();
      line.retarget(postgres.connectionString());
    },
    freeze() {
      // The main process first: it makes no more children then.
      process.kill(postgres.pid, 'SIGSTOP');
      frozen = familyOf(postgres.pid);
      for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    },
    thaw() {
      for (const pid of frozen.reverse()) process.kill(pid, 'SIGCONT');
    },
    async stop() {
      process.off('exit', onExit);
      await postgres.stop();
      await line.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A process and its children, as Linux lists them. */
function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [pid, ...(children === '' ? [] : children.split(' ').map(Number))];
}
