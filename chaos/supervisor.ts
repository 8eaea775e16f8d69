import { setTimeout as sleep } from 'node:timers/promises';
import { startTestServer, until } from '@duet/testkit';
import { residentBytes } from './processes.ts';

/** A server that is started again whenever it ends, as a service manager would. */
export interface SupervisedServer {
  readonly url: string;
  readonly databaseUrl: string;
  readonly pid: number;
  /** How often it has ended by now. */
  readonly deaths: number;
  /** The memory it has in use, in bytes. */
  readonly residentBytes: number;
  /** What it has written in all its lives. */
  log(): string;
  /** Kills it; from the next life on it has `env` added to its environment. Ready afterwards. */
  reboot(env: Record<string, string>): Promise<void>;
  /** Resolves when it is there again, if it has ended; at once if it runs. */
  ready(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server on a database of its own and keeps it running until it is stopped. */
export async function superviseServer(): Promise<SupervisedServer> {
  const server = await startTestServer({ env: { LOG_LEVEL: 'info' } });
  let added: Record<string, string> = {};
  let stopped = false;
  let deaths = 0;
  let lives = 1;
  let past = '';
  let revived = Promise.resolve();

  const revive = async (): Promise<void> => {
    while (!stopped) {
      // Without a database it does not start.
      const ready = await server.restart(added).then(
        () => true,
        () => false,
      );
      if (ready) {
        lives += 1;
        return;
      }
      await sleep(500);
    }
  };
  const watch = async (): Promise<void> => {
    for (;;) {
      await server.ended();
      past += server.log();
      if (stopped) return;
      deaths += 1;
      revived = revive();
      await revived;
    }
  };
  const watching = watch();

  return {
    url: server.url,
    databaseUrl: server.databaseUrl,
    get pid() {
      return server.pid;
    },
    get deaths() {
      return deaths;
    },
    get residentBytes() {
      return residentBytes(server.pid);
    },
    log: () => past + server.log(),
    async reboot(env) {
      added = env;
      const before = lives;
      await server.kill('SIGKILL');
      await until(() => lives > before, { timeout: 30_000 }).catch((cause: unknown) => {
        throw new Error(`The server does not come back:\n${server.log()}`, { cause });
      });
    },
    ready: () => revived,
    async stop() {
      stopped = true;
      await revived;
      await server.stop();
      await watching;
    },
  };
}
