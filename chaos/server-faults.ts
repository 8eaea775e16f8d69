import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@duet/testkit';
import type { Fault } from './fault.ts';
import type { World } from './world.ts';

/** Faults of the server's own process. They need nothing but the server. */
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
  atFailpoint('commit-ack', 'throw', 'The acknowledgement of a committed message fails'),
  atFailpoint('commit-publish', 'throw', 'The publishing of a committed message fails'),
  {
    name: 'server-stopped',
    title: 'The server stands still (SIGSTOP) and goes on',
    async run({ server }, seconds) {
      process.kill(server.pid, 'SIGSTOP');
      await sleep(seconds * 1_000);
      process.kill(server.pid, 'SIGCONT');
    },
  },
];

/** The server fails again and again, each time it has come so far anew. */
function atFailpoint(place: 'commit-ack' | 'commit-publish', action: 'kill' | 'throw', title: string): Fault {
  return {
    name: `${place}-${action}`,
    title,
    async run(world, seconds) {
      const { server, random, notes } = world;
      const hits = Array.from({ length: 5 }, (_, n) => n * 10 + 1 + Math.floor(random() * 10));
      await server.reboot({ DUET_FAILPOINTS: hits.map((hit) => `${place}=${action}@${hit}`).join() });
      const [since, before] = [performance.now(), server.deaths];
      await sleep(seconds * 1_000);
      const times = () => (action === 'kill' ? server.deaths - before : answersOf('internal', world, since));
      await until(() => times() > 0, { timeout: 30_000 });
      notes.push(`${times()} times`);
      await server.reboot({});
    },
  };
}

function answersOf(code: string, { history }: World, since: number): number {
  return history.events.filter((event) => event.type === 'info' && event.code === code && event.at > since)
    .length;
}
