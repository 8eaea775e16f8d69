import { describe, expect, it } from 'vitest';
import { PLANTS, type Plant } from './plants.ts';
import { simulate } from './simulate.ts';

/** Few of those that `npm run simulate` plays. A seed that fails here fails everywhere. */
const SEEDS = 500;
/** So many stories have to bring any planted mistake to light; most are found in the first ten. */
const ENOUGH = 300;

describe('the client, simulated', () => {
  it(
    `keeps its promises, whatever happens when (${SEEDS} seeds)`,
    { timeout: 60_000 + SEEDS * 200 },
    async () => {
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const { violations, story } = await simulate(seed);
        expect(violations, `seed ${seed}:\n${story.join('\n')}`).toEqual([]);
      }
    },
  );

  it('is the same for the same seed, and for no other', async () => {
    const digestOf = async (seed: number) => (await simulate(seed)).digest();
    const digests = [await digestOf(1), await digestOf(2), await digestOf(3)];
    expect(new Set(digests).size).toBe(3);
    expect([await digestOf(1), await digestOf(2), await digestOf(3)]).toEqual(digests);
  });

  it.each(Object.entries(PLANTS))('finds it when %s', { timeout: 60_000 }, async (_name, plant) => {
    expect(await firstSeedThatFinds(plant, plant.foundAs)).toBeLessThan(ENOUGH);
  });
});

async function firstSeedThatFinds(plant: Plant, symptom: string): Promise<number> {
  for (let seed = 1; seed < ENOUGH; seed += 1) {
    const { violations } = await simulate(seed, plant);
    if (violations.some((violation) => violation.includes(symptom))) return seed;
  }
  return Infinity;
}
