import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { learnTime, serverNow } from './serverClock.ts';

const BROWSER = Date.parse('2026-12-01T12:00:00.000Z');

beforeEach(() => vi.useFakeTimers({ now: BROWSER }));
afterEach(() => vi.useRealTimers());

it('goes by the clock of the server, and does not jump while that fits', () => {
  const said = (date: string) => new Headers({ date });
  learnTime(said('Tue, 01 Dec 2026 12:00:00 GMT'), BROWSER - 200);
  expect(serverNow()).toBe(BROWSER);
  // Five minutes ahead; asked for 200 ms ago.
  learnTime(said('Tue, 01 Dec 2026 12:05:00 GMT'), BROWSER - 200);
  const ahead = serverNow() - BROWSER;
  expect(Math.abs(ahead - 300_000)).toBeLessThan(1_200);
  vi.advanceTimersByTime(500);
  learnTime(said('Tue, 01 Dec 2026 12:05:01 GMT'), BROWSER);
  expect(serverNow()).toBe(BROWSER + 500 + ahead);
  learnTime(new Headers(), BROWSER);
  expect(serverNow()).toBe(BROWSER + 500 + ahead);
});
