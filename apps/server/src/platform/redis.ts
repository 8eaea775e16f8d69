import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Counter } from 'prom-client';

/** The connections of a server to Redis. While it is away every command fails at once, and it is looked for again and again. */
export interface RedisConnections {
  readonly commands: Redis;
  /** Hears channels. Whoever listens says so whenever it is ready. */
  readonly listener: Redis;
  close(): void;
}

/** What Redis holds stands for something that is had without it: an answer that takes longer is none. */
const PATIENCE_MS = 50;
const MOST_MS_BETWEEN_ATTEMPTS = 2_000;

/** Connects to the Redis at `url`, for what nodes share and may lose at any time. */
export function connectRedis(
  url: string,
  { log, errors }: { log: Logger; errors: Pick<Counter<'component'>, 'inc'> },
): RedisConnections {
  const open = () =>
    new Redis(url, {
      commandTimeout: PATIENCE_MS,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResubscribe: false,
      // Nobody wants to know, and the ACL would have to allow it.
      disableClientInfo: true,
      retryStrategy: (attempts) => Math.min(attempts * 50, MOST_MS_BETWEEN_ATTEMPTS),
    });
  const commands = open();
  const listener = open();
  let isAway = false;
  commands.on('error', (error) => {
    errors.inc({ component: 'redis' });
    if (!isAway) log.warn({ err: error }, 'Redis is away: caches and limits are not shared meanwhile');
    isAway = true;
  });
  commands.on('ready', () => {
    if (isAway) log.warn('Redis is back');
    isAway = false;
  });
  // Without a listener an error would end the process; the other connection tells of the same ones.
  listener.on('error', () => undefined);
  return {
    commands,
    listener,
    close() {
      commands.disconnect();
      listener.disconnect();
    },
  };
}
