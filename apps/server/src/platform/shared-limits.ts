import { EncryptJWT, jwtDecrypt } from 'jose';
import { LRUCache } from 'lru-cache';
import { newId } from './ids.ts';
import type { KeyRing } from './key-ring.ts';
import type { RateLimiter, Taking } from './rate-limiter.ts';
import type { RedisConnections } from './redis.ts';

const CHANNEL = 'duet:takings';
const TELL_EVERY_MS = 1_000;
/** What is older was kept by somebody; clocks of servers differ by less. */
const OLDEST = '30s';
const REMEMBERED_MS = 120_000;
const MAX_REMEMBERED = 10_000;
/** More than any server says at a time. */
const MAX_LENGTH = 1024 * 1024;
const SEAL = { alg: 'dir', enc: 'A256GCM' };

/**
 * Has this server's limits and those of others be one, as far as there is a Redis: each second it tells what was taken
 * here by those who have little left. While Redis is away each server keeps its own limits.
 *
 * What is told names addresses and accounts, and takes from people what they may do: it is sealed with a key that servers
 * have and Redis has not, and is heard once.
 */
export function shareLimits(
  { commands, listener }: RedisConnections,
  { limiter, keys }: { limiter: RateLimiter; keys: KeyRing },
): { close(): void } {
  const heard = new LRUCache<string, true>({ max: MAX_REMEMBERED, ttl: REMEMBERED_MS });
  listener.on('ready', () => void listener.subscribe(CHANNEL).catch(() => undefined));
  listener.on('message', (_channel, message) => void hear(message));

  const tell = async (): Promise<void> => {
    const takings = limiter.tell();
    if (takings.length === 0 || commands.status !== 'ready') return;
    const id = newId();
    heard.set(id, true);
    await commands.publish(CHANNEL, await seal(keys[0], id, takings));
  };
  const hear = async (message: string): Promise<void> => {
    const told = message.length > MAX_LENGTH ? undefined : await unseal(keys, message);
    if (!told || heard.has(told.id)) return;
    heard.set(told.id, true);
    limiter.hear(told.takings);
  };
  // What cannot be said is lost, and the connection tells why.
  const timer = setInterval(() => void tell().catch(() => undefined), TELL_EVERY_MS);
  return { close: () => clearInterval(timer) };
}

function seal(key: Uint8Array, id: string, takings: readonly Taking[]): Promise<string> {
  return new EncryptJWT({ takings }).setProtectedHeader(SEAL).setJti(id).setIssuedAt().encrypt(key);
}

/** undefined for what no server of ours has said a moment ago. */
async function unseal(
  keys: KeyRing,
  message: string,
): Promise<{ id: string; takings: Taking[] } | undefined> {
  for (const key of keys) {
    try {
      const { payload } = await jwtDecrypt<{ takings: Taking[] }>(message, key, {
        keyManagementAlgorithms: [SEAL.alg],
        contentEncryptionAlgorithms: [SEAL.enc],
        requiredClaims: ['jti'],
        maxTokenAge: OLDEST,
        clockTolerance: OLDEST,
      });
      return { id: payload.jti!, takings: payload.takings };
    } catch {
      // Another key may open it.
    }
  }
  return undefined;
}
