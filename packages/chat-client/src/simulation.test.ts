import { describe, expect, it } from 'vitest';
import { simulate, type Plant } from './simulation.fixture.ts';

/** A seed that fails here fails everywhere: `simulate(seed)` plays it again. */
async function failingSeeds(count: number, plant?: Plant): Promise<Record<number, readonly string[]>> {
  const failing: Record<number, readonly string[]> = {};
  for (let seed = 1; seed <= count; seed += 1) {
    const violations = await simulate(seed, plant);
    if (violations.length > 0) failing[seed] = violations;
  }
  return failing;
}

describe('the queue and the state, simulated', () => {
  it('lose, double, reorder and forget nothing, whatever happens when', async () => {
    expect(await failingSeeds(1_000)).toEqual({});
  }, 60_000);

  it.each<[Plant, string]>([
    ['no idempotency', 'doubled'],
    ['socket overtakes queue', 'reordered'],
    ['promise before persist', 'lost'],
  ])('finds a planted fault: %s', async (plant, symptom) => {
    const symptoms = Object.values(await failingSeeds(50, plant)).flat();
    expect(symptoms.some((one) => one.startsWith(symptom))).toBe(true);
  });
});
