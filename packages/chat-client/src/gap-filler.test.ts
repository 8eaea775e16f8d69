import { describe, expect, it } from 'vitest';
import { GapFiller } from './gap-filler.ts';
import { id } from './facts.fixture.ts';
import { manualClock } from './manual-clock.fixture.ts';

const C1 = id('c1');

function setUp(fill: () => void = () => undefined) {
  const clock = manualClock();
  const steps: string[] = [];
  const state = { gap: true };
  const filler = new GapFiller({
    clock,
    isIncomplete: () => state.gap,
    fill: async () => {
      steps.push('fill');
      fill();
    },
    reload: async () => {
      steps.push('reload');
      state.gap = false;
    },
  });
  return { clock, steps, state, filler };
}

describe('a hole', () => {
  it('that closes by itself within 300 ms asks for nothing', async () => {
    const { clock, steps, state, filler } = setUp();
    filler.check(C1);
    await clock.advance(299);
    state.gap = false;
    await clock.advance(10_000);
    expect(steps).toEqual([]);
  });

  it('is filled 300 ms after it was first seen, however often it is seen', async () => {
    const { clock, steps, state, filler } = setUp();
    filler.check(C1);
    await clock.advance(200);
    filler.check(C1);
    await clock.advance(100);
    expect(steps).toEqual(['fill']);
    state.gap = false;
    await clock.advance(10_000);
    expect(steps).toEqual(['fill']);
  });

  it('that three tries do not close ends in a reload, failing tries included', async () => {
    const { clock, steps, filler } = setUp(() => {
      throw new Error('busy');
    });
    filler.check(C1);
    await clock.advance(60_000);
    expect(steps).toEqual(['fill', 'fill', 'fill', 'reload']);
  });

  it('is left to what follows a reconnect, and seen anew after it', async () => {
    const { clock, steps, filler } = setUp();
    filler.check(C1);
    filler.clear();
    await clock.advance(10_000);
    expect(steps).toEqual([]);
    filler.check(C1);
    await clock.advance(300);
    expect(steps).toEqual(['fill']);
  });
});
