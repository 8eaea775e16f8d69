import { expect, it } from 'vitest';
import { manualClock } from './manual-clock.fixture.ts';
import { Throttle } from './throttle.ts';

it('runs at once, then once an interval, never twice at a time', async () => {
  const clock = manualClock();
  const started: number[] = [];
  let finish: () => void = () => undefined;
  const throttle = new Throttle(clock, 1_000, () => {
    started.push(clock.now());
    return new Promise((resolve) => (finish = resolve));
  });
  const start = clock.now();
  throttle.ask('a');
  throttle.ask('a');
  expect(started).toHaveLength(1);
  await clock.advance(3_000);
  expect(started).toHaveLength(1);
  finish();
  await clock.advance(0);
  expect(started).toEqual([start, start + 3_000]);
  finish();
  await clock.advance(500);
  throttle.ask('a');
  await clock.advance(499);
  expect(started).toHaveLength(2);
  await clock.advance(1);
  expect(started).toHaveLength(3);
});

it('forgets what was asked', async () => {
  const clock = manualClock();
  let runs = 0;
  const throttle = new Throttle(clock, 1_000, async () => {
    runs += 1;
  });
  throttle.ask('a');
  throttle.ask('a');
  throttle.clear();
  await clock.advance(5_000);
  expect(runs).toBe(1);
});
