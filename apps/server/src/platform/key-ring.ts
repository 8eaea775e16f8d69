import { timingSafeEqual } from 'node:crypto';

/**
 * Keys of one purpose. Things are made with the first; what any of them has made is accepted, so that the secret behind
 * them can be exchanged while servers run and people are signed in.
 */
export type KeyRing = readonly [Uint8Array, ...Uint8Array[]];

/** Whether `given` is what one of the keys makes. Takes the same time whatever `given` is. */
export function isMadeByOne(
  keys: KeyRing,
  given: Uint8Array,
  make: (key: Uint8Array) => Uint8Array,
): boolean {
  const matches = keys.map((key) => {
    const made = make(key);
    return made.length === given.length && timingSafeEqual(made, given);
  });
  return matches.includes(true);
}
