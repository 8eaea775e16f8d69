import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '@duet/contract';
import { Device, person, startFaultProxy, until } from '@duet/testkit';
import { gatherCrowd } from './crowd.ts';
import type { Fault } from './fault.ts';
import type { World } from './world.ts';

const MEGABYTE = 2 ** 20;
/** So many people with so many devices each. */
const CROWD = { people: 100, devices: 20 };
const CROWD_SIZE = CROWD.people * CROWD.devices;
/** How soon all of a crowd is back, and what its return may cost the server in memory, beside what it had before. */
const BACK_MS = 15_000;
const RETURN_BYTES = 200 * MEGABYTE;
/** Devices that stop reading, as many as a person may have. */
const STUCK = LIMITS.socketsPerPerson;
/** What is sent to each of them, and what that may cost the server in all; without a limit it would be twice as much. */
const FLOOD_BYTES = 24 * MEGABYTE;
const KEPT_BYTES = (STUCK * FLOOD_BYTES) / 2;
/** The longest text there is: 5,000 characters of 4 bytes. */
const LONG_TEXT = '🖤'.repeat(5_000);

/** Faults that come with many devices. */
export const CROWD_FAULTS: readonly Fault[] = [
  {
    name: 'crowd-returns',
    title: `The server is killed, and ${CROWD_SIZE} more devices return at once`,
    async run(world, _seconds) {
      const { server, notes, violations } = world;
      const guests = await inviteGuests(world, CROWD.people);
      const crowd = await gatherCrowd(server.url, guests, CROWD.devices);
      try {
        const allHere = () => crowd.news.here === CROWD_SIZE;
        await until(allHere, { timeout: 120_000 });
        const before = server.residentBytes;
        await server.reboot({});
        const begun = performance.now();
        let most = 0;
        await until(
          () => {
            most = Math.max(most, server.residentBytes);
            return allHere();
          },
          { timeout: 60_000 },
        ).catch(() => notes.push(`${crowd.news.here} are back`));
        const backMs = performance.now() - begun;
        const refusals = Object.entries(crowd.news.refusals).map(([code, count]) => `${count} × ${code}`);
        notes.push(
          `all back after ${(backMs / 1_000).toFixed(1)} s`,
          `memory ${inMegabytes(before)} before, at most ${inMegabytes(most)} after`,
          `refused: ${refusals.join(', ') || 'none'}`,
        );
        if (world.isLate(backMs, BACK_MS))
          violations.push({ promise: 'I6', says: `a crowd took ${Math.round(backMs)} ms` });
        if (most > before + RETURN_BYTES)
          violations.push({ promise: 'I23', says: `memory rose to ${inMegabytes(most)}` });
      } finally {
        await crowd.leave();
      }
    },
  },
  {
    name: 'readers-flooded',
    title: `${STUCK} devices stop reading, and much is sent to them`,
    async run(world, _seconds) {
      const { server, history, notes, violations } = world;
      const [reader, writer] = await inviteGuests(world, 2, ['customer', 'artist']);
      const line = await startFaultProxy(server.url);
      const stuck = await Promise.all(Array.from({ length: STUCK }, () => Device.connect(line.url, reader!)));
      const device = await Device.connect(server.url, writer!);
      const pair = { customerId: reader!.id, artistId: writer!.id };
      const { conversation } = await device.get('createConversation', { body: pair });
      const write = history.process(writer!.name, writer!.id);
      line.set({ stopReading: 'server' });
      const before = server.residentBytes;
      let most = before;
      for (let sent = 0; sent < FLOOD_BYTES; sent += Buffer.byteLength(LONG_TEXT)) {
        const key = crypto.randomUUID();
        write({ type: 'enqueue', key, conversationId: conversation.id, content: LONG_TEXT });
        await device.get('sendMessage', {
          params: { id: conversation.id },
          body: { type: 'text', clientMessageId: key, content: LONG_TEXT },
        });
        most = Math.max(most, server.residentBytes);
      }
      const cuts = () => server.log().split('a socket that does not read was cut').length - 1;
      await until(() => cuts() >= STUCK, { timeout: 10_000 }).catch(() => undefined);
      await sleep(1_000);
      notes.push(
        `${cuts()} sockets cut`,
        `memory ${inMegabytes(before)} before, at most ${inMegabytes(most)} after ${inMegabytes(STUCK * FLOOD_BYTES)} were sent`,
      );
      if (cuts() < STUCK) violations.push({ promise: 'I23', says: `${STUCK - cuts()} were not cut` });
      if (most > before + KEPT_BYTES)
        violations.push({ promise: 'I23', says: `memory rose to ${inMegabytes(most)}` });
      for (const one of [...stuck, device]) one.close();
      await line.close();
    },
  },
];

/** Guests of the marketplace, with these roles in turn, of whom the world knows nothing. */
async function inviteGuests(
  world: World,
  count: number,
  roles: readonly ('customer' | 'artist')[] = ['customer'],
) {
  const guests = Array.from({ length: count }, (_, n) =>
    person(crypto.randomUUID(), `Guest${n}`, [roles[n % roles.length]!]),
  );
  await world.invite(guests);
  return guests;
}

function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / MEGABYTE)} MB`;
}
