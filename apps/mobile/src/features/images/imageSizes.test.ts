import { describe, expect, it } from 'vitest';
import { layoutOf, sharpSize } from './imageSizes.ts';

const box = (width: number, height: number) => ({ width, height });

it('takes the smallest size that is sharp on the screen', () => {
  expect(sharpSize(box(138, 138), 1)).toBe('small');
  expect(sharpSize(box(138, 138), 3)).toBe('medium');
  expect(sharpSize(box(280, 210), 1)).toBe('small');
  expect(sharpSize(box(280, 210), 2)).toBe('medium');
  expect(sharpSize(box(390, 844), 3)).toBe('large');
  expect(sharpSize(box(1_280, 800), 1)).toBe('medium');
});

describe('the pictures of a message', () => {
  const counts = (total: number) =>
    layoutOf(Array.from({ length: total }, () => box(400, 300))).rows.map(({ count }) => count);

  it('lie in rows of one to three, whatever their number', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(counts)).toEqual([
      [1],
      [2],
      [1, 2],
      [2, 2],
      [2, 3],
      [3, 3],
      [2, 2, 3],
      [2, 3, 3],
      [3, 3, 3],
      [2, 2, 3, 3],
    ]);
  });

  it('keep their proportions where there is one, within what a row can hold', () => {
    expect(layoutOf([box(800, 600)])).toEqual({ width: 280, rows: [{ count: 1, ratio: 800 / 600 }] });
    expect(layoutOf([box(600, 800)])).toEqual({ width: 255, rows: [{ count: 1, ratio: 0.75 }] });
    expect(layoutOf([box(10, 2_000)]).rows[0]?.ratio).toBe(0.7);
    expect(layoutOf([box(2_000, 10)]).rows[0]?.ratio).toBe(2);
  });
});
