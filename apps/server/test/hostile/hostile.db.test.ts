import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BAD_INPUT, TOO_MUCH, TOO_SLOW } from './all-cases.ts';
import type { HostileCase } from './hostile-case.ts';
import { startHostileWorld, type HostileWorld } from './start-world.ts';

/** Runs the cases, and looks afterwards whether any of them met a fault of ours that its answer did not show. */
function runCases(place: () => HostileWorld, cases: readonly HostileCase[]): void {
  it.each(cases.map((one) => [`${one.id} ${one.says}`, one] as const))('%s', async (_name, one) => {
    await one.run(place().world);
  });
  it('no fault, no rejection that nobody handled', async () => {
    const metrics = await (await fetch(`${place().server.url}/metrics`)).text();
    expect(metrics.match(/^duet_errors_total\{.*/gm) ?? []).toEqual([]);
  });
}

describe('bad input', () => {
  let place: HostileWorld;
  beforeAll(async () => {
    place = await startHostileWorld({});
  });
  afterAll(() => place.stop());

  for (const [where, cases] of Object.entries(BAD_INPUT)) describe(where, () => runCases(() => place, cases));
});

describe('too much, too slow', () => {
  const PATIENCE = 0.1;
  let place: HostileWorld;
  beforeAll(async () => {
    place = await startHostileWorld({ RATE_FACTOR: '1', PATIENCE_FACTOR: String(PATIENCE) }, PATIENCE);
  });
  afterAll(() => place.stop());

  runCases(() => place, [...TOO_SLOW, ...TOO_MUCH]);
});
