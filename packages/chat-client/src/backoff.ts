const BASE_MS = 500;
const CAP_MS = 3_000;
/** How far those are spread that were all told the same time. */
const SPREAD_MS = 1_000;

/**
 * How long to wait after `failures` failures in a row (from 1): anywhere from 0 up to a bound that doubles from 1 s to
 * 3 s ("full jitter"). A thousand clients that lost the same server so come back spread out, and all soon after it is
 * there again. Where the server asked for `askedMs`, at least that.
 */
export function fullJitter(failures: number, random: () => number, askedMs = 0): number {
  const bound = Math.min(CAP_MS, BASE_MS * 2 ** failures);
  return askedMs + random() * Math.max(SPREAD_MS, bound - askedMs);
}
