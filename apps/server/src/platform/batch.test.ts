import { describe, expect, it } from 'vitest';
import { Batch } from './batch.ts';

/** Its round trips, each of which ends when it is told to. */
function setUp({ max }: { max?: number } = {}) {
  const trips: { keys: readonly string[]; end: (error?: Error) => void }[] = [];
  const batch = new Batch<string>(
    (keys) =>
      new Promise((resolve, reject) => {
        const known = keys.filter((key) => key !== 'nobody');
        const answers = new Map(known.map((key) => [key, `${key}'s, of trip ${trips.length}`]));
        trips.push({ keys, end: (error) => (error ? reject(error) : resolve(answers)) });
      }),
    max,
  );
  return { batch, trips };
}

describe('a batch', () => {
  it('asks the first question at once, and what comes meanwhile together with the next', async () => {
    const { batch, trips } = setUp();
    const first = batch.get('a');
    const later = ['b', 'c', 'nobody', 'b'].map((key) => batch.get(key));
    expect(trips.map(({ keys }) => keys)).toEqual([['a']]);
    trips[0]?.end();
    expect(await first).toBe("a's, of trip 0");
    expect(trips.map(({ keys }) => keys)).toEqual([['a'], ['b', 'c', 'nobody']]);
    trips[1]?.end();
    expect(await Promise.all(later)).toEqual([
      "b's, of trip 1",
      "c's, of trip 1",
      undefined,
      "b's, of trip 1",
    ]);
  });

  it('answers nothing by what was read before the question came', async () => {
    const { batch, trips } = setUp();
    void batch.get('a');
    const again = batch.get('a');
    trips[0]?.end();
    await Promise.resolve();
    await expect.poll(() => trips.length).toBe(2);
    trips[1]?.end();
    expect(await again).toBe("a's, of trip 1");
  });

  it('asks for no more than so many at once', async () => {
    const { batch, trips } = setUp({ max: 2 });
    const answers = ['a', 'b', 'c', 'd'].map((key) => batch.get(key));
    for (let trip = 0; trip < 3; trip++) {
      await expect.poll(() => trips.length).toBe(trip + 1);
      trips[trip]?.end();
    }
    await Promise.all(answers);
    expect(trips.map(({ keys }) => keys)).toEqual([['a'], ['b', 'c'], ['d']]);
  });

  it('tells all who wait when a round trip fails, and goes on', async () => {
    const { batch, trips } = setUp();
    const failed = ['a', 'b'].map((key) => batch.get(key));
    trips[0]?.end(new Error('away'));
    for (const answer of failed) await expect(answer).rejects.toThrow('away');
    const next = batch.get('c');
    await expect.poll(() => trips.length).toBe(2);
    trips[1]?.end();
    expect(await next).toBe("c's, of trip 1");
  });
});
