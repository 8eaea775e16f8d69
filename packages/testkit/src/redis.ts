import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { takePort } from './port.ts';
import { until } from './until.ts';

const PROGRAM = '/usr/bin/redis-server';

/** Whether Debian's Redis is installed. */
export const hasRedis = existsSync(PROGRAM);

/** A Redis of a test's own, which keeps nothing on disk. */
export interface TestRedis {
  readonly url: string;
  /** Ends it at once, and everything in it. */
  kill(): Promise<void>;
  /** Starts it again, empty, on the same port. It must have ended before. */
  restart(): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** Starts Debian's Redis, ready to answer: to everybody, and to a `user` of its ACL (`name on >password …`). */
export async function startTestRedis(user?: string): Promise<TestRedis> {
  const { port, release } = await takePort();
  let child: ReturnType<typeof spawn>;
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  if (user !== undefined) args.push('--user', ...user.split(' '));
  const start = async (): Promise<void> => {
    child = spawn(PROGRAM, args, { stdio: 'ignore' });
    await until(() => isListening(port));
  };
  const kill = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  // A runner that is ended by force takes it along.
  const onExit = (): void => void child.kill('SIGKILL');
  process.once('exit', onExit);
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    restart: start,
    async stop() {
      await kill();
      process.off('exit', onExit);
      release();
    },
  };
}

async function isListening(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  const connected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return connected;
}
