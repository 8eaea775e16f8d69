import { setTimeout as sleep } from 'node:timers/promises';
import { TIMERS } from '@duet/contract';
import { until, type Weather } from '@duet/testkit';
import { AGREED_MS, type Fault } from './fault.ts';
import type { World } from './world.ts';

/** After this a dead line is noticed, which nothing but silence tells of. */
const NOTICED_MS = TIMERS.pingInterval + TIMERS.pingTimeout;
/** Longer than any window of time in which one might look for what was missed. */
const QUIET_MS = 3_000;
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
    name: 'line-torn',
    title: 'Connections are reset in the middle of a frame',
    async run({ line, random }, seconds) {
      line.set({ chunk: 16, latency: 20, jitter: 100 });
      const end = performance.now() + seconds * 1_000;
      while (performance.now() < end) {
        await sleep(200 + random() * 800);
        line.reset();
      }
      line.set({});
    },
  },
  {
    name: 'line-quiet',
    title: 'Readers are away, and when they come back nobody writes any more',
    async run(world, seconds) {
      const readers = world.participants.filter(({ onLine }) => onLine);
      world.silence(readers);
      await until(() => readers.every((reader) => world.hasSentAll(reader)), { timeout: 30_000 });
      world.line.cut();
      await sleep(seconds * 1_000);
      world.silence(world.participants);
      await sleep(QUIET_MS);
      world.line.set({});
    },
  },
  {
    name: 'line-lost',
    title: 'Connections die without a word, and nobody ever says so',
    agreedMs: NOTICED_MS + AGREED_MS,
    async run({ line }, seconds) {
      line.lose();
      await sleep(seconds * 1_000);
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
