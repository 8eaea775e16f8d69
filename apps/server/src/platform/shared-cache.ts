import type { Redis } from 'ioredis';

/** What nodes share, and may lose at any time: nothing here throws, and nothing is waited for for long. */
export interface SharedCache {
  /** undefined when it is not there, or nobody answers in time. */
  get(key: string): Promise<string | undefined>;
  /** Keeps it for a day, if anything answers. */
  set(key: string, value: string): void;
}

/** All keys of ours begin so. */
const PREFIX = 'duet:';
const KEPT_SECONDS = 86_400;

/** A shared cache in Redis. While that is away it holds nothing. */
export function redisCache(redis: Redis): SharedCache {
  return {
    get: (key) =>
      redis.get(PREFIX + key).then(
        (value) => value ?? undefined,
        () => undefined,
      ),
    set(key, value) {
      redis.set(PREFIX + key, value, 'EX', KEPT_SECONDS).catch(() => undefined);
    },
  };
}
