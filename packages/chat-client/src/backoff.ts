const BASE_MS = 500;
const CAP_MS = 8_000;

/**
 * How long to wait after `failures` failures in a row (from 1): anywhere from 0 up to a bound that doubles from 1 s to
 * 8 s ("full jitter"). A thousand clients that lost the same server so come back spread out, and all within the cap.
 */
export function fullJitter(failures: number, random: () => number): number {
  return random() * Math.min(CAP_MS, BASE_MS * 2 ** failures);
}
