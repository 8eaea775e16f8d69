import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Counter } from 'prom-client';

/** What nodes share, and may lose at any time: nothing here throws, and nothing is waited for for long. */
export interface SharedCache {
  /** undefined when it is not there, or nobody answers in time. */
  get(key: string): Promise<string | undefined>;
  /** Keeps it for a day, if anything answers. */
  set(key: string, value: string): void;
  close(): void;
}

/** All keys of ours begin so. */
const PREFIX = 'duet:';
const KEPT_SECONDS = 86_400;
/** A cache that takes longer is slower than what it stands for. */
const PATIENCE_MS = 50;
const MOST_MS_BETWEEN_ATTEMPTS = 2_000;

/** A shared cache in the Redis at `url`. While that is away it holds nothing, and is looked for again and again. */
export function redisCache(
  url: string,
  { log, errors }: { log: Logger; errors: Pick<Counter<'component'>, 'inc'> },
): SharedCache {
  const redis = new Redis(url, {
    keyPrefix: PREFIX,
    commandTimeout: PATIENCE_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempts) => Math.min(attempts * 50, MOST_MS_BETWEEN_ATTEMPTS),
  });
  let isAway = false;
  // Without a listener an error would end the process.
  redis.on('error', (error) => {
    errors.inc({ component: 'redis' });
    if (!isAway) log.warn({ err: error }, 'Redis is away: caches are not shared meanwhile');
    isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) log.warn('Redis is back');
    isAway = false;
  });
  return {
    get: (key) =>
      redis.get(key).then(
        (value) => value ?? undefined,
        () => undefined,
      ),
    set(key, value) {
      redis.set(key, value, 'EX', KEPT_SECONDS).catch(() => undefined);
    },
    close: () => redis.disconnect(),
  };
}
