import { RATES, type AppError } from '@duet/contract';
import { describe, expect, it } from 'vitest';
import { RateLimiter, type Caller } from './rate-limiter.ts';

/** A limiter on a clock of its own; `take` answers the wait in ms, 0 for taken. */
function limiterAt(factor = 1) {
  let now = 0;
  const limiter = new RateLimiter(factor, () => now);
  return {
    limiter,
    pass: (ms: number) => (now += ms),
    take(rate: keyof typeof RATES, caller: Caller = { device: 'phone', address: 'home' }): number {
      try {
        limiter.take(rate, caller);
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
    const [{ burst, perSecond }] = RATES.signIn.address;
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
    expect(take('send', { device: 'other', address: 'home' })).toBe(0);
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
    for (let n = 0; n < 10 * RATES.signIn.address[0].burst; n += 1) expect(take('signIn')).toBe(0);
    expect(take('signIn')).toBe(200);
  });

  it.each(['send', 'signal', 'read', 'write', 'connect'] as const)(
    'leaves something of %s to the other devices of a person whose one runs wild',
    (rate) => {
      const { take } = limiterAt();
      const [phone, tablet] = [
        { person: 'alice', device: 'phone' },
        { person: 'alice', device: 'tablet' },
      ];
      let taken = 0;
      while (take(rate, phone) === 0) taken += 1;
      expect(take(rate, tablet)).toBe(0);
      while (take(rate, tablet) === 0) taken += 1;
      expect(taken + 1).toBe(RATES[rate].person[0].burst);
      // And a third one, which has taken nothing, pays for what the person has.
      expect(take(rate, { person: 'alice', device: 'third' })).toBeGreaterThan(0);
      expect(take(rate, { person: 'bruno', device: 'third' })).toBe(0);
    },
  );

  it.each(['send', 'signal', 'read', 'write'] as const)(
    'counts %s by address too: many people at one are not as many times one person',
    (rate) => {
      const { take } = limiterAt();
      const [{ burst }] = RATES[rate].address;
      const from = (address: string) => (n: number) =>
        take(rate, { person: `p${n}`, device: `d${n}`, address });
      const waits = Array.from({ length: burst + 1 }, (_, n) => from('office')(n));
      expect(waits.slice(0, -1).every((wait) => wait === 0)).toBe(true);
      expect(waits.at(-1)).toBeGreaterThan(0);
      expect(from('home')(burst + 1)).toBe(0);
    },
  );

  it('takes from no scope when one refuses, and gives back what was taken', () => {
    const { take, limiter } = limiterAt();
    const known = { account: 'alice', way: 'alice home' };
    const { way, account } = RATES.password;
    for (let n = 0; n < way[0].burst; n += 1) expect(take('password', known)).toBe(0);
    for (let n = 0; n < 1_000; n += 1) expect(take('password', known)).toBeGreaterThan(0);
    let left = 0;
    while (take('password', { account: 'alice', way: `alice ${left}` }) === 0) left += 1;
    expect(left).toBe(account[0].burst - way[0].burst);
    limiter.giveBack('password', known);
    expect(take('password', known)).toBe(0);
    for (let n = 0; n < 1_000; n += 1) limiter.giveBack('password', { account: 'bruno' });
    left = 0;
    while (take('password', { account: 'bruno' }) === 0) left += 1;
    expect(left).toBe(account[0].burst);
  });
});
