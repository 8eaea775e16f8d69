import { setTimeout as sleep } from 'node:timers/promises';
import { person, Phone, until, type Weather } from '@duet/testkit';
import type { Fault } from './fault.ts';
import type { World } from './world.ts';

/** So many people with so many devices each. */
const CROWD = { people: 10, devices: 30 };
/** A WebSocket frame of a client's that holds a text and is long enough to be a message. */
const isMessageFrame = (bytes: Buffer): boolean => bytes[0] === 0x81 && bytes.length > 150;

/** Faults of the network between the server and everybody's first device. */
export const NETWORK_FAULTS: readonly Fault[] = [
  inWeather(
    'answer-lost',
    'Every fifth answer is lost after the server has done what was asked',
    ({ random }) => ({
      loseAnswerTo: (bytes) => bytes.length > 150 && random() < 0.2,
    }),
  ),
  inWeather('request-doubled', 'Every other message arrives twice', ({ random }) => ({
    repeat: (bytes) => isMessageFrame(bytes) && random() < 0.5,
  })),
  inWeather('line-slow', 'Every byte takes 2 s and up to 2 s more, in pieces of 64 bytes', () => ({
    latency: 2_000,
    jitter: 2_000,
    chunk: 64,
  })),
  {
    name: 'line-dead',
    title: 'Connections die without a word (half open), and are reset later',
    async run({ line }, seconds) {
      line.set({ stopWriting: 'all' });
      await sleep(seconds * 1_000);
      line.set({});
      line.reset();
    },
  },
  inWeather('server-silent', 'New connections are accepted and never answered', ({ line }) => {
    line.reset();
    return { silent: true };
  }),
  {
    name: 'line-reset',
    title: 'Connections are reset again and again',
    async run({ line, random }, seconds) {
      const end = performance.now() + seconds * 1_000;
      while (performance.now() < end) {
        await sleep(200 + random() * 800);
        line.reset();
      }
    },
  },
  {
    name: 'line-flapping',
    title: 'The network comes and goes every second',
    async run({ line }, seconds) {
      for (let n = 0; n < seconds; n++) {
        line.cut();
        await sleep(500);
        line.set({});
        await sleep(500);
      }
    },
  },
  inWeather('reader-stuck', 'Devices stop reading what the server sends', () => ({ stopReading: 'server' })),
  {
    name: 'crowd-returns',
    title: `The network is away, and ${CROWD.people * CROWD.devices} more devices return at once`,
    async run(world, seconds) {
      const { line, history, notes } = world;
      const guests = Array.from({ length: CROWD.people }, (_, n) =>
        person(crypto.randomUUID(), `Guest${n}`, ['customer']),
      );
      await world.invite(guests);
      const names = Array.from({ length: CROWD.devices }, (_, n) => `device ${n + 1}`);
      const crowd = guests.flatMap((guest) =>
        names.map(
          (name) => new Phone({ url: line.url, person: guest, name: `${guest.name}’s ${name}`, history }),
        ),
      );
      await Promise.all(crowd.map((phone) => phone.signIn()));
      await Promise.all(crowd.map(({ client }) => client.loadConversations('customer')));
      line.cut();
      await sleep(seconds * 1_000);
      line.set({});
      const begun = performance.now();
      await until(() => crowd.every(({ connected }) => connected), { timeout: 30_000 });
      notes.push(`all back after ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
      for (const phone of crowd) phone.client.stop();
    },
  },
];

/** The network is bad for a while. */
function inWeather(name: string, title: string, weather: (world: World) => Weather): Fault {
  return {
    name,
    title,
    async run(world, seconds) {
      world.line.set(weather(world));
      await sleep(seconds * 1_000);
      world.line.set({});
      // What was silent from the start stays so: its owner gives up on it, or we do.
      world.line.reset();
    },
  };
}
