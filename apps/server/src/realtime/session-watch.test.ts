import { afterEach, expect, it } from 'vitest';
import { until } from '@duet/testkit';
import type { Authenticator, EndedSession, SessionMoment } from '../platform/actor.ts';
import { SessionWatch } from './session-watch.ts';

let watch: SessionWatch;
afterEach(() => watch.stop());

type Look = Authenticator['findEndedSessions'];

/** A watch over `connected`, whose every look, `[ids, snapshot it goes on from]`, is written down. */
function start(look: Look, { intervalMs = 60_000, trustMs = 60_000, connected = [] as string[] } = {}) {
  const looks: [string[], string | undefined][] = [];
  const ended: EndedSession[] = [];
  const faults: unknown[] = [];
  const findEndedSessions: Look = (ids, since) => {
    looks.push([[...ids], since?.snapshot]);
    return look(ids, since);
  };
  watch = new SessionWatch({
    authenticator: { findEndedSessions } as Authenticator,
    connected: () => connected,
    onEnded: (session) => ended.push(session),
    onFault: (error) => faults.push(error),
    intervalMs,
    trustMs,
  });
  return { looks, ended, faults };
}

const moment = (snapshot: string): SessionMoment => ({ snapshot, at: new Date() });
const nothing: Awaited<ReturnType<Look>> = { ended: [], until: moment('1') };

it('begins with all that are connected, and follows from look to look', async () => {
  let count = 0;
  const { looks, ended } = start(
    async () => {
      count += 1;
      return {
        ended: count === 3 ? [{ sessionId: 'b', reason: 'revoked' }] : [],
        until: moment(String(count)),
      };
    },
    { intervalMs: 5, connected: ['a', 'b'] },
  );
  await until(() => looks.length >= 4);
  expect(looks.slice(0, 4)).toEqual([
    [['a', 'b'], undefined],
    [[], '1'],
    [[], '2'],
    [[], '3'],
  ]);
  expect(ended).toEqual([{ sessionId: 'b', reason: 'revoked' }]);
});

it('looks at new sessions soon, and at many together', async () => {
  const gate = Promise.withResolvers<void>();
  const { looks } = start(async () => {
    await gate.promise;
    return nothing;
  });
  for (let herd = 0; herd < 100; herd += 1) watch.check(`s${herd}`);
  gate.resolve();
  await until(() => looks.length === 2);
  expect(looks[0]).toEqual([[], undefined]);
  expect(looks[1]?.[0]).toHaveLength(100);
});

it('asks again after a look that failed: from where it was, and for whom', async () => {
  let count = 0;
  const { looks, faults } = start(
    async () => {
      count += 1;
      if (count === 2) throw new Error('away');
      return nothing;
    },
    { intervalMs: 5 },
  );
  await until(() => looks.length === 1);
  watch.check('a');
  await until(() => looks.length >= 3);
  expect(looks.slice(1, 3)).toEqual([
    [['a'], '1'],
    [['a'], '1'],
  ]);
  expect(faults).toHaveLength(1);
});

it('begins anew at once when nothing can be followed any more', async () => {
  let count = 0;
  const { looks } = start(
    async () => {
      count += 1;
      return count === 2 ? { ended: [], until: undefined } : nothing;
    },
    { connected: ['a'] },
  );
  await until(() => looks.length === 1);
  watch.check('b');
  await until(() => looks.length === 3);
  expect(looks.slice(1)).toEqual([
    [['b'], '1'],
    [['a'], undefined],
  ]);
});

it('holds content back while no look is good, and gives it out in order with the next', async () => {
  let isAway = true;
  const { ended } = start(
    async () => {
      if (isAway) throw new Error('away');
      return { ended: [{ sessionId: 'a', reason: 'revoked' }], until: moment('1') };
    },
    { intervalMs: 5 },
  );
  const given: [number, number][] = [];
  for (let n = 0; n < 3; n += 1) expect(watch.whenSure(() => given.push([n, ended.length]))).toBe(true);
  await new Promise(setImmediate);
  expect(given).toEqual([]);
  isAway = false;
  await until(() => given.length > 0);
  // After whoever has lost their session was put out.
  expect(given).toEqual([
    [0, 1],
    [1, 1],
    [2, 1],
  ]);
  watch.whenSure(() => given.push([3, 1]));
  expect(given).toHaveLength(4);
});

it('does not hold more than it can carry', async () => {
  const gate = Promise.withResolvers<void>();
  start(async () => {
    await gate.promise;
    return nothing;
  });
  let given = 0;
  for (let n = 0; n < 1_000; n += 1) expect(watch.whenSure(() => (given += 1))).toBe(true);
  expect(watch.whenSure(() => (given += 1))).toBe(false);
  gate.resolve();
  await until(() => given > 0);
  expect(given).toBe(1_000);
});

it('relies on a look from when it began: one that took too long is none', async () => {
  const gate = Promise.withResolvers<void>();
  const began = performance.now();
  let count = 0;
  const { looks } = start(
    async () => {
      count += 1;
      if (count === 1) await gate.promise;
      return nothing;
    },
    { intervalMs: 5, trustMs: 20 },
  );
  let given = 0;
  watch.whenSure(() => (given = looks.length));
  await until(() => performance.now() - began > 25);
  gate.resolve();
  await until(() => given > 0);
  expect(given).toBeGreaterThan(1);
});
