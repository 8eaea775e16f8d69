import { expect, it } from 'vitest';
import { Climb } from './climb.ts';

function climb(holds: (rate: number, tries: number) => boolean): { highest: number; tries: number } {
  const search = new Climb();
  let tries = 0;
  for (; search.rate !== undefined; tries++) search.tell(holds(search.rate, tries));
  return { highest: search.highest, tries };
}

it.each([50, 399, 400, 1_710, 8_000])('finds a limit of %i a second, a little below it', (limit) => {
  const { highest, tries } = climb((rate) => rate <= limit);
  expect(highest).toBeLessThanOrEqual(limit);
  expect(highest).toBeGreaterThan(limit / 1.08);
  expect(tries).toBeLessThan(30);
});

it('is not misled by one bad moment', () => {
  expect(climb((rate, tries) => rate <= 2_000 && tries !== 2).highest).toBeGreaterThan(1_850);
});

it('ends where nothing holds', () => {
  expect(climb(() => false).highest).toBe(0);
});
