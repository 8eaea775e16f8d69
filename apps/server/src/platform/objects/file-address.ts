import type { ObjectStore } from './object-store.ts';

/** Enough to begin a download with. */
const GOOD_MS = 300_000;

/** Where an object can be had from now on, for five minutes. */
export function addressOf(
  store: Pick<ObjectStore, 'urlOf'>,
  key: string,
): { url: string; expiresAt: string } {
  const from = new Date();
  const until = new Date(from.getTime() + GOOD_MS);
  return { url: store.urlOf(key, { from, until }), expiresAt: until.toISOString() };
}
