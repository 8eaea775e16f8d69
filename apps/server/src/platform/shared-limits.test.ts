import { EventEmitter } from 'node:events';
import { RATES } from '@duet/contract';
import { until } from '@duet/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RateLimiter } from './rate-limiter.ts';
import type { RedisConnections } from './redis.ts';
import { shareLimits } from './shared-limits.ts';

const KEY = new Uint8Array(32).fill(1);
const OTHER_KEY = new Uint8Array(32).fill(2);
const [{ burst }] = RATES.signIn.address;
const home = { address: 'home' };

/** What all servers hear, and everything that was said. */
let channel: EventEmitter;
let said: string[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  channel = new EventEmitter();
  said = [];
  channel.on('message', (_channel, message: string) => said.push(message));
});
afterEach(() => vi.useRealTimers());

/** A server with limits on a clock that stands. */
function server(...keys: [Uint8Array, ...Uint8Array[]]) {
  const limiter = new RateLimiter(1, () => 0);
  const redis = {
    commands: {
      status: 'ready',
      publish: async (name: string, message: string) => channel.emit('message', name, message),
    },
    listener: channel,
  } as unknown as RedisConnections;
  shareLimits(redis, { limiter, keys });
  const take = (): boolean => {
    try {
      limiter.take('signIn', home);
      return true;
    } catch {
      return false;
    }
  };
  return {
    take,
    /** Until nothing is left; answers how much was. */
    empty(): number {
      let taken = 0;
      while (take()) taken += 1;
      return taken;
    },
    hear: vi.spyOn(limiter, 'hear'),
  };
}

/** What is to be told is told. */
async function tell(): Promise<void> {
  const before = said.length;
  vi.advanceTimersByTime(1_000);
  await until(() => said.length > before);
}

describe('servers that share limits', () => {
  it('take from one bucket, and say to nobody else whose it is', async () => {
    const [one, two, three] = [server(KEY), server(OTHER_KEY, KEY), server(OTHER_KEY)];
    for (let n = 0; n < burst - 2; n += 1) one.take();
    await tell();
    await until(() => two.hear.mock.calls.length > 0);
    expect(two.empty()).toBe(2);
    expect(one.hear).not.toHaveBeenCalled();
    const letters = said[0]!.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(letters.join('')).not.toMatch(/home|signIn|address/);
    expect(three.empty()).toBe(burst);
  });

  it('take once, however often it is said', async () => {
    const [one, two] = [server(KEY), server(KEY)];
    for (let n = 0; n <= burst / 2; n += 1) one.take();
    await tell();
    for (let n = 0; n < 20; n += 1) channel.emit('message', 'duet:takings', said[0]);
    one.take();
    await tell();
    await until(() => two.hear.mock.calls.length === 2);
    expect(two.empty()).toBe(burst / 2 - 2);
  });

  it('hear nothing that was kept for a while, or written by somebody', async () => {
    const [one, two] = [server(KEY), server(KEY)];
    for (let n = 0; n <= burst / 2; n += 1) one.take();
    await tell();
    await until(() => two.hear.mock.calls.length > 0);
    const late = server(KEY);
    vi.advanceTimersByTime(120_000);
    for (const message of [said[0]!, 'garbage', '', 'x'.repeat(2_000_000), '{"takings":[]}'])
      channel.emit('message', 'duet:takings', message);
    two.empty();
    await tell();
    await until(() => late.hear.mock.calls.length > 0);
    expect(late.hear.mock.calls).toMatchObject([[[{ key: 'home', tokens: [burst / 2 - 1] }]]]);
  });
});
