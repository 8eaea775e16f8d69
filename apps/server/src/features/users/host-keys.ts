import { AppError } from '@duet/contract';
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';

/** Keys older than this are asked for again, behind the back of those who use them. */
const FRESH_MS = 10 * 60_000;
/** A token with an unknown key has the keys asked for again, this often at most. */
const COOLDOWN_MS = 30_000;
/** After a failure nobody asks for this long. */
const RETRY_MS = 5_000;
const TIMEOUT_MS = 3_000;
const MAX_BYTES = 64 * 1_024;

/**
 * The public keys of the host marketplace, from its JWKS address. Keys that are known go on while the host is away. Only
 * one request is under way at a time, however many tokens wait for it.
 * @throws AppError `identity_unavailable` for a token whose key is not known while the host cannot be asked
 */
export function hostKeys(url: string, log: Logger): JWTVerifyGetKey {
  let loadedAt = 0;
  let failedAt = 0;
  const remote = createRemoteJWKSet(new URL(url), {
    // How old keys may get is decided below: not at all, when the host cannot be asked.
    cacheMaxAge: Infinity,
    cooldownDuration: COOLDOWN_MS,
    timeoutDuration: TIMEOUT_MS,
    [customFetch]: async (address, init) => {
      if (Date.now() - failedAt < RETRY_MS) throw new Error('The keys could not be had a moment ago.');
      // Until it has succeeded, it counts as failed.
      failedAt = Date.now();
      const answer = await fetchBounded(address, init);
      if (answer.status === 200) [loadedAt, failedAt] = [Date.now(), 0];
      return answer;
    },
  });
  return async (header, token) => {
    if (remote.jwks() !== undefined && !remote.reloading && Date.now() - loadedAt > FRESH_MS) {
      remote
        .reload()
        .catch((error: unknown) => log.warn({ err: error }, 'the keys of the host are not renewed'));
    }
    try {
      return await remote(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
        throw error;
      }
      throw new AppError('identity_unavailable', { retryAfterMs: RETRY_MS }, { cause: error });
    }
  };
}

/** Reads an answer up to a size, and within the time of `init`'s signal. */
async function fetchBounded(url: string, init: RequestInit): Promise<Response> {
  const { status, body } = await fetch(url, init);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk as Uint8Array);
    bytes += (chunk as Uint8Array).length;
    if (bytes > MAX_BYTES) throw new Error(`The keys are more than ${MAX_BYTES} bytes.`);
  }
  return new Response(Buffer.concat(chunks), { status });
}
