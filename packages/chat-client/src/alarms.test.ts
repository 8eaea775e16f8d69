import { expect, it } from 'vitest';
import { Alarms } from './alarms.ts';
import { manualClock } from './manual-clock.fixture.ts';

const DAY = 86_400_000;

function setUp() {
  const clock = manualClock();
  const rung: string[] = [];
  return { clock, rung, alarms: new Alarms(clock, (key) => rung.push(key)) };
}

it('rings once for each key, at the time that was set last', async () => {
  const { clock, rung, alarms } = setUp();
  alarms.set('a', clock.now() + 1_000);
  alarms.set('b', clock.now() + 2_000);
  alarms.set('a', clock.now() + 3_000);
  await clock.advance(2_000);
  expect(rung).toEqual(['b']);
  await clock.advance(10_000);
  expect(rung).toEqual(['b', 'a']);
});

it('waits longer than a timer can, and not at all when it is cleared', async () => {
  const { clock, rung, alarms } = setUp();
  alarms.set('a', clock.now() + 40 * DAY + 1);
  await clock.advance(40 * DAY);
  expect(rung).toEqual([]);
  await clock.advance(1);
  expect(rung).toEqual(['a']);
  alarms.set('b', clock.now() + 1);
  alarms.clear();
  await clock.advance(DAY);
  expect(rung).toEqual(['a']);
});
