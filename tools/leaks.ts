import { parseArgs } from 'node:util';
import { startTestPostgres, until } from '@duet/testkit';
import { BAD_INPUT } from '../apps/server/test/hostile/all-cases.ts';
import { grown, LeakWatch, WATCHED, type Footprint } from '../apps/server/test/hostile/leak-watch.ts';
import { startHostileWorld } from '../apps/server/test/hostile/start-world.ts';
import { answerHelp, say } from './say.ts';

answerHelp(`
npm run leaks: does to a server what hostile clients do, again and again, and looks at what it takes after each round:
its heap once it is swept, its descriptors, its sockets and timers. Fails if any of them has grown since the first tenth.

  --minutes N   for how long (30)
`);

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
const end = performance.now() + Number(values.minutes) * 60_000;
// The debugger's own lines are none of the log's.
const cases = Object.values(BAD_INPUT)
  .flat()
  .filter(({ needs }) => needs !== 'log');

const postgres = await startTestPostgres();
const place = await startHostileWorld(WATCHED);
const watch = await LeakWatch.attach(place.server);
const footprints: Footprint[] = [];
let failed = 0;
try {
  do {
    for (const one of cases) {
      await place.world.freshen();
      await one.run(place.world).catch((error: unknown) => {
        failed += 1;
        say(`✗ ${one.id} ${one.says}: ${(error as Error).message.split('\n')[0]}`);
      });
    }
    await place.world.close();
    await until(async () => (await place.server.metric('duet_socket_connections')) === 0, {
      timeout: 60_000,
    });
    const footprint = await watch.look();
    footprints.push(footprint);
    say(
      `${String(footprints.length * cases.length).padStart(8)} cases  heap ${(footprint.heap / 1e6).toFixed(1).padStart(6)} MB  ` +
        `${footprint.descriptors} descriptors  ${footprint.resources} sockets and timers`,
    );
  } while (performance.now() < end || footprints.length < 3);
} finally {
  watch.close();
  await place.stop();
  await postgres.stop();
}

const [first, last] = [footprints[Math.ceil(footprints.length / 10)], footprints.at(-1)];
const leaks = first && last ? grown(first, last) : ['nothing was seen'];
say();
say(leaks.length === 0 ? 'Flat.' : leaks.join(', '));
process.exit(leaks.length === 0 && failed === 0 ? 0 : 1);
