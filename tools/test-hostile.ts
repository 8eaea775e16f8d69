import { parseArgs } from 'node:util';
import { BAD_INPUT, TOO_MUCH, TOO_SLOW } from '../apps/server/test/hostile/all-cases.ts';
import type { HostileCase } from '../apps/server/test/hostile/hostile-case.ts';
import { World, type Target } from '../apps/server/test/hostile/world.ts';
import { answerHelp, say, seconds } from './say.ts';

const { HOSTILE_PASSWORD = 'duet-demo' } = process.env;

answerHelp(`
npm run test:hostile -- --url http://localhost:5240

Does to a running server what hostile and broken clients do: ${Object.values(BAD_INPUT).flat().length + TOO_SLOW.length + TOO_MUCH.length} cases of bad input, forged tokens, broken HTTP and
WebSocket frames, other people's things, uploads that are no images, too much and too slow. None of them is answered by
a fault of the server, and each in the way the contract says. Takes about ten minutes, most of it spent waiting until a
rate lets somebody in again; the last line is "N passed, N failed".

  --url URL               the server, itself and not a proxy before it, which has words of its own for broken HTTP
  --customer EMAIL        two pairs of people who can sign in by password. Customer and artist have a booking;
  --artist EMAIL          the others have nothing to do with them. They write to each other, and are signed out:
  --other-customer EMAIL  let them be people for tests. Without these: alice, bruno, emma and dora, of the demo
  --other-artist EMAIL
  --admin EMAIL           somebody who may use the dashboard (ada)
  --only ID               cases of one promise (R14), or of all of a kind (R); may be given several times

  HOSTILE_PASSWORD        the password of all five (duet-demo)

What only a look into the server or its database could tell is counted as not checkable from outside. A certificate that
is not in the system's store: NODE_EXTRA_CA_CERTS=dev.pem.
`);

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:5240' },
    customer: { type: 'string', default: 'alice@duet.example' },
    artist: { type: 'string', default: 'bruno@duet.example' },
    'other-customer': { type: 'string', default: 'emma@duet.example' },
    'other-artist': { type: 'string', default: 'dora@duet.example' },
    admin: { type: 'string', default: 'ada@duet.example' },
    only: { type: 'string', multiple: true, default: [] },
  },
});

const as = (email: string) => ({ email, password: HOSTILE_PASSWORD });
const target: Target = {
  url: new URL(values.url).origin,
  people: {
    customer: as(values.customer),
    artist: as(values.artist),
    otherCustomer: as(values['other-customer']),
    otherArtist: as(values['other-artist']),
  },
  admin: as(values.admin),
};
const isChosen = ({ id }: HostileCase): boolean =>
  values.only.length === 0 || values.only.some((chosen) => id === chosen || id.replace(/\d+/, '') === chosen);

const counts = { passed: 0, failed: 0, unseen: 0 };
const world = await World.open(target);
say(`${target.url}`);
const slow = runCases('too slow', TOO_SLOW);
for (const [where, cases] of Object.entries(BAD_INPUT)) await runCases(where, cases);
await slow;
await runCases('too much', TOO_MUCH);
await world.close();

say();
say(`${counts.unseen} not checkable from outside`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1);

async function runCases(where: string, all: readonly HostileCase[]): Promise<void> {
  const chosen = all.filter(isChosen);
  const cases = chosen.filter(({ needs }) => needs === undefined);
  counts.unseen += chosen.length - cases.length;
  if (cases.length === 0) return;
  const begun = performance.now();
  const failures: string[] = [];
  for (const one of cases) {
    try {
      await world.freshen();
      await one.run(world);
    } catch (error) {
      failures.push(
        `${one.id} ${one.says}\n      ${(error as Error).message.split('\n').slice(0, 4).join('\n      ')}`,
      );
    }
  }
  counts.passed += cases.length - failures.length;
  counts.failed += failures.length;
  say(
    `${failures.length === 0 ? '✓' : '✗'} ${where.padEnd(20)} ${String(cases.length).padStart(4)}  ${seconds(performance.now() - begun)}`,
  );
  for (const failure of failures) say(`    ✗ ${failure}`);
}
