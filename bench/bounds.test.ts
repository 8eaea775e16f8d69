import { expect, it } from 'vitest';
import { compareToBounds, readBounds } from './bounds.ts';

const bounds = { cpu: 0.5, memory: 1.2 };

it('is good up to the bound', () => {
  const ratios = [
    { name: 'cpu', value: 0.5 },
    { name: 'memory', value: 1 },
    { name: 'p99', value: 99 },
  ];
  expect(compareToBounds(ratios, bounds).every(({ good }) => good)).toBe(true);
});

it('is not good beyond it, nor without a figure', () => {
  expect(compareToBounds([{ name: 'cpu', value: 0.51 }], bounds)).toEqual([
    { name: 'cpu', bound: 0.5, value: 0.51, good: false },
    { name: 'memory', bound: 1.2, value: undefined, good: false },
  ]);
});

it('has committed bounds, above zero', async () => {
  const committed = Object.values(await readBounds());
  expect(committed.length).toBeGreaterThan(0);
  expect(committed.every((bound) => bound > 0)).toBe(true);
});
