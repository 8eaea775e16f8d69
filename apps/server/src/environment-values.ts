import { createPrivateKey, type KeyObject } from 'node:crypto';
import { FAILPOINT_ACTIONS, FAILPOINTS, type Failpoint } from './platform/failpoints.ts';
import type { IntegrationKey } from './platform/integration-keys.ts';

// How values of the environment are read that are more than a word.

/** Signatures with a public key; a shared secret is not for tokens that another party checks. */
export const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** `id.secret` */
const INTEGRATION_KEY = /^([a-z0-9-]{1,32})\.([\w-]+={0,2})$/;
/** `name=action@hit` */
export const FAILPOINT = String.raw`(${FAILPOINTS.join('|')})=(${FAILPOINT_ACTIONS.join('|')})@([1-9]\d{0,5})`;

/** Hex where it can be hex, else base64url; nothing when it is neither. */
export function toBytes(text: string): Uint8Array {
  if (/^([0-9a-f]{2})+$/i.test(text)) return Buffer.from(text, 'hex');
  return /^[\w-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64url') : new Uint8Array();
}

export function toRsaKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem.replaceAll('\\n', '\n'));
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined;
  }
}

export function toList(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}

/** `a=b,c=d`; a name may hold anything but these two signs. What is no pair has an empty end. */
export function toPairs(list: string): [string, string][] {
  return list.split(',').map((pair) => {
    const [from, to, ...more] = pair.split('=').map((end) => end.trim());
    return from && to && more.length === 0 ? [from, to] : ['', ''];
  });
}

export function isAlgorithm(name: string): boolean {
  return ALGORITHMS.some((known) => known === name);
}

/** What is no key has an empty secret. */
export function toIntegrationKeys(list: string): IntegrationKey[] {
  return list.split(',').map((key) => {
    const [, id = '', secret = ''] = INTEGRATION_KEY.exec(key.trim()) ?? [];
    return { id, secret };
  });
}

export function toFailpoints(list: string): Failpoint[] {
  return [...list.matchAll(new RegExp(FAILPOINT, 'g'))].map(
    ([, name, action, hit]) => ({ name, action, hit: Number(hit) }) as Failpoint,
  );
}

export function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;
}
