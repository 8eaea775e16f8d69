import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SignedIn } from '@duet/contract';
import { refuseHandshake } from './handshake-cases.ts';
import { assertRefused, type HostileCase } from './hostile-case.ts';
import { RawSocket } from './raw-socket.ts';
import type { World } from './world.ts';

/** Sessions that end. */
export const SESSION_CASES: readonly HostileCase[] = [
  {
    id: 'J7',
    says: 'a refresh token used again ends its session everywhere, but within the grace its answer is repeated',
    async run(world) {
      const first = await world.signIn('customer');
      const socket = await RawSocket.connect(world.url, first.accessToken);
      const refresh = (refreshToken: string) =>
        world.askPatiently({ method: 'POST', path: './auth/refresh', body: { refreshToken } });
      const pair = (answer: { body: string }) => JSON.parse(answer.body) as SignedIn;
      const second = pair(await refresh(first.refreshToken));
      assert.deepEqual(pair(await refresh(first.refreshToken)).refreshToken, second.refreshToken);
      const third = pair(await refresh(second.refreshToken));
      assertRefused(await refresh(first.refreshToken), 'refresh_invalid');
      assertRefused(await refresh(third.refreshToken), 'refresh_invalid');
      await endsWithin5s(world, third.accessToken, socket);
    },
  },
  {
    id: 'J8',
    says: 'signing out ends the session over REST and closes its sockets',
    async run(world) {
      const { accessToken, refreshToken } = await world.signIn('customer');
      const socket = await RawSocket.connect(world.url, accessToken);
      const out = await world.ask({
        method: 'POST',
        path: './auth/logout',
        headers: [`Authorization: Bearer ${accessToken}`],
      });
      assert.equal(out.status, 204);
      await endsWithin5s(world, accessToken, socket);
      const again = await world.askPatiently({
        method: 'POST',
        path: './auth/refresh',
        body: { refreshToken },
      });
      assertRefused(again, 'refresh_invalid');
      await refuseHandshake(world, { token: accessToken }, 'session_revoked');
    },
  },
];

async function endsWithin5s(world: World, accessToken: string, socket: RawSocket): Promise<void> {
  const tooLate = new AbortController();
  await Promise.race([
    socket.closed.finally(() => tooLate.abort()),
    sleep(5_000, undefined, { signal: tooLate.signal }).then(() => Promise.reject(new Error('still open'))),
  ]);
  const answer = await world.askPatiently({
    path: './me',
    headers: [`Authorization: Bearer ${accessToken}`],
  });
  assertRefused(answer, 'session_revoked');
}
