import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyRing } from './key-ring.ts';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Hides bytes and keeps them as they are, under the ring's first key; `about` says what they belong to. */
export function seal(keys: KeyRing, bytes: Uint8Array, about: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, keys[0], nonce).setAAD(Buffer.from(about));
  const hidden = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), hidden]);
}

/** What was sealed under any key of the ring; undefined when it was not, was changed, or belongs to something else. */
export function unseal(keys: KeyRing, sealed: Uint8Array, about: string): Buffer | undefined {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const hidden = sealed.subarray(NONCE_BYTES + TAG_BYTES);
  if (tag.length < TAG_BYTES) return undefined;
  for (const key of keys) {
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(about)).setAuthTag(tag);
    try {
      return Buffer.concat([decipher.update(hidden), decipher.final()]);
    } catch {
      // Not this key's.
    }
  }
  return undefined;
}
