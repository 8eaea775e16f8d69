import { RATES, type AppError } from '@duet/contract';
import { describe, expect, it } from 'vitest';
import { RateLimiter, type Caller } from './rate-limiter.ts';

/** A limiter on a clock of its own, or of somebody's; `take` answers the wait in ms, 0 for taken. */
function limiterAt(factor = 1, time = { now: 0 }) {
  const limiter = new RateLimiter(factor, () => time.now);
  return {
    limiter,
    pass: (ms: number) => (time.now += ms),
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

describe('limiters that tell each other', () => {
  const phone: Caller = { device: 'phone', person: 'alice' };

  /** Three servers, which tell each other what they have to tell every second, and somebody who asks all of them. */
  function servers() {
    const time = { now: 0 };
    const all = [limiterAt(1, time), limiterAt(1, time), limiterAt(1, time)];
    return {
      all,
      /** How often of so many seconds' attempts, ten a second at each server, something was taken. */
      ask(rate: keyof typeof RATES, seconds: number): number {
        let taken = 0;
        for (let second = 0; second < seconds; second += 1) {
          for (let tenth = 0; tenth < 10; tenth += 1, time.now += 100)
            taken += all.filter(({ take }) => take(rate, phone) === 0).length;
          for (const { limiter } of all) {
            const told = limiter.tell();
            for (const other of all) if (other.limiter !== limiter) other.limiter.hear(told);
          }
        }
        return taken;
      },
    };
  }

  it.each(['send', 'write', 'upload', 'connect', 'complain'] as const)(
    'give of %s what one gives, and what is taken before they tell: once a burst of each',
    (rate) => {
      const { ask, all } = servers();
      const [alone, shared] = [limiterAt(), ask(rate, 120)];
      let one = 0;
      for (let tenth = 0; tenth < 1_200; tenth += 1, alone.pass(100))
        while (alone.take(rate, phone) === 0) one += 1;
      const burst = Math.max(...RATES[rate].device.map((bucket) => bucket.burst));
      expect(shared).toBeLessThanOrEqual(one + burst * (all.length - 1));
      // What is owed is not owed for ever.
      expect(shared).toBeGreaterThanOrEqual(one - burst);
    },
  );

  it('tell nothing of whoever has more than half left, and everything of others once', () => {
    const { take, limiter, pass } = limiterAt();
    const [{ burst }] = RATES.signIn.address;
    for (let n = 0; n < burst / 2; n += 1) take('signIn');
    expect(limiter.tell()).toEqual([]);
    take('signIn');
    expect(limiter.tell()).toEqual([
      { rate: 'signIn', scope: 'address', key: 'home', tokens: [burst / 2 + 1] },
    ]);
    expect(limiter.tell()).toEqual([]);
    take('signIn');
    expect(limiter.tell()).toMatchObject([{ tokens: [1] }]);
    // What has been refilled meanwhile is none of it.
    take('signIn');
    pass(1e9);
    for (let n = 0; n <= burst / 2; n += 1) take('signIn');
    expect(limiter.tell()).toMatchObject([{ tokens: [burst / 2 + 1] }]);
  });

  it('tell nothing of what was given back', () => {
    const { take, limiter } = limiterAt();
    const known = { account: 'alice', way: 'alice home' };
    for (let n = 0; n < 8; n += 1) take('password', known);
    for (let n = 0; n < 8; n += 1) limiter.giveBack('password', known);
    expect(limiter.tell()).toEqual([]);
  });

  it('owe no more than a bucket holds, and nothing of what they do not know', () => {
    const { take, limiter, pass } = limiterAt();
    const [{ burst, perSecond }] = RATES.signIn.address;
    const taking = { rate: 'signIn', scope: 'address', key: 'home', tokens: [1e9] } as const;
    limiter.hear([taking, { ...taking, rate: 'nothing' as never }, { ...taking, scope: 'person' }]);
    expect(take('signIn')).toBe(((burst + 1) * 1_000) / perSecond);
    expect(take('signIn', { address: 'elsewhere' })).toBe(0);
    pass(((burst + 1) * 1_000) / perSecond);
    expect(take('signIn')).toBe(0);
  });
});
