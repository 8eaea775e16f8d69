import { hkdfSync } from 'node:crypto';
import type { KeyRing } from './platform/key-ring.ts';

/** Of each key, and the least of a secret. */
export const KEY_BYTES = 32;

/**
 * Keys of 32 bytes, each derived from a secret under its own label: knowing one tells nothing of another. The first of
 * each is of `DUET_SECRET`, the others are of `DUET_OTHER_SECRETS`.
 */
export interface Keys {
  readonly accessToken: KeyRing;
  readonly refreshToken: KeyRing;
  readonly messageDigest: KeyRing;
  readonly cursor: KeyRing;
  readonly objects: KeyRing;
  readonly auditAnchor: KeyRing;
  readonly csrf: KeyRing;
  readonly packs: KeyRing;
  readonly limits: KeyRing;
  readonly secondFactor: KeyRing;
}

/** What is made of the server's own secret, and of those it accepts beside it. */
export function deriveKeys(secrets: KeyRing): Keys {
  const derive = (label: string): KeyRing => {
    const [own, ...others] = secrets;
    const of = (secret: Uint8Array) =>
      new Uint8Array(hkdfSync('sha256', secret, '', `duet ${label}`, KEY_BYTES));
    return [of(own), ...others.map(of)];
  };
  return Object.freeze({
    accessToken: derive('access-token'),
    refreshToken: derive('refresh-token'),
    messageDigest: derive('message-digest'),
    cursor: derive('cursor'),
    objects: derive('objects'),
    auditAnchor: derive('audit-anchor'),
    csrf: derive('csrf'),
    packs: derive('packs'),
    limits: derive('limits'),
    secondFactor: derive('second-factor'),
  });
}
