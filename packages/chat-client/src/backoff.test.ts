import { describe, expect, test } from 'vitest';
import { fullJitter } from './backoff.ts';

const longest = (failures: number, askedMs?: number) => fullJitter(failures, () => 1, askedMs);
const shortest = (failures: number, askedMs?: number) => fullJitter(failures, () => 0, askedMs);

describe('a wait', () => {
  test('is from nothing to 1, 2, 3, 3 … seconds', () => {
    expect([1, 2, 3, 4, 50].map((failures) => longest(failures))).toEqual([
      1_000, 2_000, 3_000, 3_000, 3_000,
    ]);
    expect(shortest(4)).toBe(0);
  });

  test('is not shorter than the server asked for, nor longer for it unless it asked for more', () => {
    expect([1, 2, 3, 4].map((failures) => shortest(failures, 1_000))).toEqual([1_000, 1_000, 1_000, 1_000]);
    expect([1, 2, 3, 4].map((failures) => longest(failures, 1_000))).toEqual([2_000, 2_000, 3_000, 3_000]);
  });

  test('is spread over a second where all were told the same time', () => {
    expect(shortest(1, 30_000)).toBe(30_000);
    expect(longest(9, 30_000)).toBe(31_000);
  });
});
