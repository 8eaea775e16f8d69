import { describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

/** The pauses of a second of commits that come `everyMs` and write `each`. */
function pauses(
  pace: Pace,
  { everyMs, each, from = 0 }: { everyMs: number; each: number; from?: number },
): number[] {
  const count = Math.floor(1_000 / everyMs);
  return Array.from({ length: count }, (_, n) => pace.pauseAfter(each, from + n * everyMs));
}

describe('Pace', () => {
  it.each([
    ['an idle server', { everyMs: 50, each: 1 }, 0],
    ['300 a second', { everyMs: 10, each: 3 }, 0],
    ['300 messages and 200 watermarks a second', { everyMs: 4, each: 2 }, 0],
    ['1,000 a second', { everyMs: 2, each: 2 }, 3],
    ['8,000 a second', { everyMs: 10, each: 80 }, 2],
  ])('%s: the pause settles', (_name, rate, expected) => {
    expect(pauses(new Pace(), rate).slice(-10)).toEqual(Array(10).fill(expected));
  });

  it('does not let the first wait that comes after a silence', () => {
    const pace = new Pace();
    pauses(pace, { everyMs: 2, each: 2 });
    expect(pace.pauseAfter(1, 60_000)).toBe(0);
  });

  it('is not misled by a burst of one person', () => {
    const pace = new Pace();
    pauses(pace, { everyMs: 50, each: 1 });
    expect(pauses(pace, { everyMs: 5, each: 1, from: 1_000 }).slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
  });
});
