import { until } from '@duet/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BAD_INPUT } from './all-cases.ts';
import { grown, LeakWatch, WATCHED, type Footprint } from './leak-watch.ts';
import { startHostileWorld, type HostileWorld } from './start-world.ts';

let place: HostileWorld;
let watch: LeakWatch;
beforeAll(async () => {
  place = await startHostileWorld(WATCHED);
  watch = await LeakWatch.attach(place.server);
});
afterAll(async () => {
  watch.close();
  await place.stop();
});

it(
  'hostile clients leave nothing behind (npm run leaks does it for half an hour)',
  { timeout: 60_000 },
  async () => {
    // The debugger's own lines are none of the log's.
    const cases = ['in handshakes', 'in frames', 'in HTTP', 'in bodies']
      .flatMap((where) => BAD_INPUT[where] ?? [])
      .filter(({ needs }) => needs !== 'log');
    const round = async (): Promise<Footprint> => {
      for (const one of cases) await one.run(place.world);
      await until(async () => (await place.server.metric('duet_socket_connections')) === 0);
      return watch.look();
    };
    await round();
    const before = await round();
    await round();
    expect(grown(before, await round())).toEqual([]);
    expect(place.server.log()).not.toContain('MaxListenersExceeded');
  },
);
