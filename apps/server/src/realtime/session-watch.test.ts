import { afterEach, expect, it } from 'vitest';
import { until } from '@duet/testkit';
import type { Authenticator, EndedSession } from '../platform/actor.ts';
import { SessionWatch } from './session-watch.ts';

let watch: SessionWatch;
afterEach(() => watch.stop());

function start(
  findEndedSessions: Authenticator['findEndedSessions'],
  intervalMs: number,
  connected: string[],
) {
  const ended: EndedSession[] = [];
  const faults: unknown[] = [];
  watch = new SessionWatch({
    authenticator: { findEndedSessions } as Authenticator,
    connected: () => connected,
    onEnded: (session) => ended.push(session),
    onFault: (error) => faults.push(error),
    intervalMs,
  });
  return { ended, faults };
}

it('looks at all connected sessions again and again', async () => {
  const over = new Set<string>();
  const { ended } = start(
    async (ids) => ids.filter((id) => over.has(id)).map((sessionId) => ({ sessionId, reason: 'revoked' })),
    5,
    ['a', 'b'],
  );
  over.add('b');
  await until(() => ended.length > 0);
  expect(ended[0]).toEqual({ sessionId: 'b', reason: 'revoked' });
});

it('looks at new sessions at once, and at many together', async () => {
  const looks: string[][] = [];
  const gate = Promise.withResolvers<void>();
  start(
    async (ids) => {
      looks.push([...ids]);
      await gate.promise;
      return [];
    },
    60_000,
    [],
  );
  watch.check('first');
  for (let herd = 0; herd < 100; herd += 1) watch.check(`s${herd}`);
  gate.resolve();
  await until(() => looks.length === 2);
  expect(looks[0]).toEqual(['first']);
  expect(looks[1]).toHaveLength(100);
});

it('goes on after a look that failed', async () => {
  let looks = 0;
  const { ended, faults } = start(
    async () => {
      looks += 1;
      if (looks === 1) throw new Error('away');
      return [{ sessionId: 'a', reason: 'expired' }];
    },
    5,
    ['a'],
  );
  await until(() => ended.length > 0);
  expect(faults).toHaveLength(1);
});
