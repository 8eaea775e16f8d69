import { RATES, type AppError } from '@duet/contract';
import { describe, expect, it } from 'vitest';
import { RateLimiter } from './rate-limiter.ts';

/** A limiter on a clock of its own; `take` answers the wait in ms, 0 for taken. */
function limiterAt(factor = 1) {
  let now = 0;
  const limiter = new RateLimiter(factor, () => now);
  return {
    pass: (ms: number) => (now += ms),
    take(rate: keyof typeof RATES, key = 'alice'): number {
      try {
        limiter.take(rate, key);
        return 0;
      } catch (error) {
        return (error as AppError).details.retryAfterMs ?? -1;
      }
    },
  };
}

describe('RateLimiter', () => {
  it('gives the burst at once, then says how long to wait, and keeps its word', () => {
    const { take, pass } = limiterAt();
    const [{ burst, perSecond }] = RATES.signIn;
    for (let n = 0; n < burst; n += 1) expect(take('signIn')).toBe(0);
    const wait = take('signIn');
    expect(wait).toBe(1_000 / perSecond);
    pass(wait - 1);
    expect(take('signIn')).toBe(1);
    pass(1);
    expect(take('signIn')).toBe(0);
  });

  it('holds every bucket of a rate: ten at once, and sixty in a minute', () => {
    const { take, pass } = limiterAt();
    let sent = 0;
    for (let ms = 0; ms < 60_000; ms += 100, pass(100)) if (take('send') === 0) sent += 1;
    expect(sent).toBeGreaterThanOrEqual(118);
    expect(sent).toBeLessThanOrEqual(121);
  });

  it('lets nobody pay for another, nor one thing for another', () => {
    const { take } = limiterAt();
    while (take('send') === 0);
    expect(take('send', 'bruno')).toBe(0);
    expect(take('signal')).toBe(0);
  });

  it('takes nothing when it refuses', () => {
    const { take, pass } = limiterAt();
    while (take('signIn') === 0);
    for (let n = 0; n < 50; n += 1) take('signIn');
    pass(2_000);
    expect(take('signIn')).toBe(0);
  });

  it('multiplies', () => {
    const { take } = limiterAt(10);
    for (let n = 0; n < 10 * RATES.signIn[0].burst; n += 1) expect(take('signIn')).toBe(0);
    expect(take('signIn')).toBe(200);
  });
});
