import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TIMERS } from '@duet/contract';
import { callRoute, until } from '@duet/testkit';
import type { Fault } from './fault.ts';
import { fakeTimeLibrary, limitMemory } from './means.ts';
import type { World } from './world.ts';

/** How soon a session that was ended is over everywhere. */
const REVOKED_MS = 5_000;
/** What a server may take beside what it has: it has taken that soon, whatever it does. */
const MORE_BYTES = 4 * 2 ** 20;
/** Longer than it takes to notice that a line is dead. */
const LONG_STOP_MS = TIMERS.pingInterval + TIMERS.pingTimeout + 5_000;
/** Longer than an access token lives. */
const LEAP = '+11m';

type Place = 'commit-ack' | 'commit-publish';

/** Faults of the server's own process. */
export const SERVER_FAULTS: readonly Fault[] = [
  {
    name: 'server-killed',
    title: 'The server is killed (SIGKILL) at random moments',
    async run({ server, random }, seconds) {
      const end = performance.now() + seconds * 1_000;
      while (performance.now() < end) {
        await sleep(200 + random() * 1_800);
        await server.reboot({});
      }
    },
  },
  atFailpoint('commit-ack', 'kill', 'The server is killed between commit and acknowledgement'),
  atFailpoint('commit-publish', 'kill', 'The server is killed between commit and publishing'),
  atFailpoint('commit-ack', 'crash', 'The server ends by an exception that nobody catches'),
  atFailpoint('commit-ack', 'throw', 'The acknowledgement of a committed message fails'),
  atFailpoint('commit-publish', 'throw', 'The publishing of a committed message fails'),
  atFailpoint('commit-ack', 'delay', 'Acknowledgements come later than what came after them'),
  atFailpoint('commit-publish', 'delay', 'Messages are published later than what came after them'),
  atFailpoint('commit-ack', 'block', 'The event loop stands still for 3 s'),
  {
    name: 'server-stopped',
    title: 'The server stands still (SIGSTOP) and goes on',
    async run({ server }, seconds) {
      process.kill(server.pid, 'SIGSTOP');
      await sleep(seconds * 1_000);
      process.kill(server.pid, 'SIGCONT');
    },
  },
  {
    name: 'server-stopped-long',
    title: `The server stands still for ${LONG_STOP_MS / 1_000} s, until everybody has given up on it, and goes on`,
    async run(world, seconds) {
      process.kill(world.server.pid, 'SIGSTOP');
      await sleep(seconds * 1_000);
      // What all would have written by the end takes longer to be sent than they may take to agree.
      world.silence(world.participants);
      await sleep(Math.max(0, LONG_STOP_MS - seconds * 1_000));
      process.kill(world.server.pid, 'SIGCONT');
      world.rouse();
    },
  },
  {
    name: 'memory-out',
    title: 'The server runs out of memory under load, and the kernel ends it',
    needs: ['memory limit'],
    async run({ server, notes }, seconds) {
      const end = performance.now() + seconds * 1_000;
      const before = server.deaths;
      const group = await limitMemory(MORE_BYTES);
      while (performance.now() < end) {
        const { deaths } = server;
        await group.put(server.pid);
        await until(() => server.deaths > deaths, { timeout: 30_000 });
        await server.ready();
      }
      await group.remove();
      notes.push(`${server.deaths - before} times`);
    },
  },
  {
    name: 'sessions-ended',
    title: 'Sessions are ended while messages wait, and their people sign in again',
    async run(world, seconds) {
      const end = performance.now() + seconds * 1_000;
      let slowest = 0;
      while (performance.now() < end) {
        const { phone } = world.pick(world.participants);
        const { session } = phone.client;
        const token = await session.getToken();
        const begun = performance.now();
        await callRoute(world.server.url, 'logout', {}, token);
        await until(() => session.status === 'expired', { timeout: 30_000 });
        slowest = Math.max(slowest, performance.now() - begun);
        await sleep(200);
        await phone.signIn();
      }
      world.notes.push(`the slowest was over after ${Math.round(slowest)} ms`);
      if (world.isLate(slowest, REVOKED_MS))
        world.violations.push({
          promise: 'I14',
          says: `a session was open ${Math.round(slowest)} ms too long`,
        });
    },
  },
  {
    name: 'clock-leaps',
    title: 'The server’s clock leaps, so that every access token has expired, and leaps back',
    needs: ['libfaketime'],
    async run({ server, line, notes }, seconds) {
      const folder = await mkdtemp(join(tmpdir(), 'duet-clock-'));
      const clock = join(folder, 'offset');
      await writeFile(clock, '+0');
      await server.reboot({
        LD_PRELOAD: fakeTimeLibrary(),
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      });
      for (const offset of [LEAP, '+0']) {
        await writeFile(clock, offset);
        // Whoever comes back has a token of the other time.
        for (let n = 0; n < 3; n++) {
          line.reset();
          await sleep((seconds * 1_000) / 6);
        }
      }
      const renewals = server.log().match(/"route":"refresh"/g)?.length ?? 0;
      notes.push(`${renewals} tokens renewed`);
      await server.reboot({});
      await rm(folder, { recursive: true });
    },
  },
];

/** What a step of the server does again and again, each time it has come so far anew. */
function atFailpoint(
  place: Place,
  action: 'kill' | 'throw' | 'crash' | 'delay' | 'block',
  title: string,
): Fault {
  return {
    name: `${place}-${action}`,
    title,
    async run(world, seconds) {
      const { server, random, notes } = world;
      const dense = action === 'delay';
      const hits = Array.from({ length: dense ? 50 : 5 }, (_, n) =>
        dense ? 1 + n * 2 : n * 10 + 1 + Math.floor(random() * 10),
      );
      await server.reboot({ DUET_FAILPOINTS: hits.map((hit) => `${place}=${action}@${hit}`).join() });
      const [since, before] = [performance.now(), server.deaths];
      await sleep(seconds * 1_000);
      if (action === 'kill' || action === 'crash') {
        await until(() => server.deaths > before, { timeout: 30_000 });
        notes.push(`${server.deaths - before} times`);
      }
      if (action === 'throw') {
        await until(() => answersOf('internal', world, since) > 0, { timeout: 30_000 });
        notes.push(`${answersOf('internal', world, since)} times`);
      }
      if (action !== 'kill' && action !== 'crash' && server.deaths > before)
        world.violations.push({ promise: 'I23', says: 'the server ended' });
      await server.reboot({});
    },
  };
}

function answersOf(code: string, { history }: World, since: number): number {
  return history.events.filter((event) => event.type === 'info' && event.code === code && event.at > since)
    .length;
}
