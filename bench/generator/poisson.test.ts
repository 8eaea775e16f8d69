import { seededRandom } from '@duet/testkit';
import { expect, it } from 'vitest';
import { poissonTimes } from './poisson.ts';

const times = poissonTimes(1_000, seededRandom(7)).take(100_000).toArray();
const waits = times.map((time, index) => time - (times[index - 1] ?? 0));

it('comes as often as asked, on average', () => {
  expect(times.at(-1)! / 1_000).toBeCloseTo(100, 0);
});

it('is as irregular as independent events are: mean and deviation of the waits are the same, and many are short', () => {
  const mean = waits.reduce((sum, wait) => sum + wait) / waits.length;
  const deviation = Math.sqrt(waits.reduce((sum, wait) => sum + (wait - mean) ** 2, 0) / waits.length);
  expect(deviation / mean).toBeCloseTo(1, 1);
  const shorter = waits.filter((wait) => wait < mean).length / waits.length;
  expect(shorter).toBeCloseTo(1 - Math.exp(-1), 1);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
});

it('is the same for the same dice', () => {
  expect(poissonTimes(1_000, seededRandom(7)).take(10).toArray()).toEqual(times.slice(0, 10));
});
