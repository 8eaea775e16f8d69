import { createHash } from 'node:crypto';
import { checkHistory } from '../check-history.ts';
import type { Plant } from './plants.ts';
import { World } from './world.ts';

const STORY_MS = 30_000;
/** How long everything may take to come to rest once all is well: the longest wait is a dead link's 35 s. */
const REST_MS = 120_000;

/** What came of one simulated story. */
export interface Outcome {
  /** Broken promises, in words. Empty is good. */
  readonly violations: readonly string[];
  /** What happened, for whoever looks for the cause. */
  readonly story: readonly string[];
  /** How long it took everything to come to rest when all was well again. */
  readonly restMs: number;
  /** The same for the same seed, and for no other. */
  digest(): string;
}

/**
 * Half a minute of two people's lives with the app, as chance has it, and then peace: everything heals, every
 * question is answered. The same seed tells the same story, everywhere and always.
 */
export async function simulate(seed: number, plant?: Plant): Promise<Outcome> {
  const world = new World(seed, plant);
  plant?.alter?.(world);
  const story: string[] = [];
  const { chance, time } = world;
  const begun = time.now;
  world.tend();
  await time.pass(chance.upTo(1_000));
  world.tend();
  const end = begun + STORY_MS;
  while (time.now < end) {
    story.push(`${time.now - begun} ms: ${act(world)}`);
    // Often at once, so that what happens meets what is under way.
    await time.pass(chance.holds(0.5) ? chance.random() * 60 : chance.random() * 2_500);
  }

  world.heal();
  const healed = time.now;
  let differences: string[];
  do {
    world.tend();
    await time.pass(2_000);
    differences = world.differences();
  } while (differences.length > 0 && time.now < healed + REST_MS);

  const { events } = world.history;
  const broken = checkHistory(events, world.final()).map(({ promise, says }) => `${promise}: ${says}`);
  const { wronglyEnded } = world.server.sessions;
  if (wronglyEnded > 0) broken.push('a lost answer ended a session');
  return {
    violations: [...differences, ...broken, ...world.hidden()],
    story,
    restMs: time.now - healed,
    digest: () =>
      createHash('sha256')
        .update(JSON.stringify([story, events]))
        .digest('hex'),
  };
}

/** One thing that happens, told in words. */
function act(world: World): string {
  const { chance, server, database } = world;
  const place = chance.pick(world.places);
  const { name } = place.phone;
  world.settleIn(place);
  const row = chance.pick(world.conversations);
  const line = chance.upTo(world.lines.length);
  const moves: readonly (readonly [weight: number, move: () => string])[] = [
    [
      16,
      () => {
        const { id: bookingId, version: bookingVersion, conversationId } = database.booking;
        const refers = row.id === conversationId && chance.holds(0.3);
        const about = refers ? { bookingId, bookingVersion } : {};
        const replyToId = chance.holds(0.2) ? place.someStored(row.id) : undefined;
        const reference = { ...about, ...(replyToId !== undefined && { replyToId }) };
        const times = chance.pick([1, 1, 2, 4]);
        for (let nth = 0; nth < times; nth += 1) place.write(row.id, reference);
        return `${name} writes ${times} to ${row.id.slice(-2)}`;
      },
    ],
    [
      12,
      () => {
        const message = place.someMessage(row.id);
        if (message === undefined) return `${name} has nothing to change`;
        const times = chance.pick([0, 1, 1, 2, 3]);
        for (let nth = 0; nth < times; nth += 1) place.edit(row.id, message);
        const unsends = times === 0 || chance.holds(0.4);
        if (unsends) place.unsend(row.id, message);
        // Now and then another device of theirs does something to the same message.
        const { person } = place.phone;
        const other = chance.pick(world.places.filter(({ phone }) => phone.person === person));
        for (let nth = other === place ? 3 : 0; nth < 3; nth += 1) other.edit(row.id, message);
        return `${name} edits ${times} times ${unsends ? 'and unsends ' : ''}${message.slice(-4)}`;
      },
    ],
    [
      5,
      () => {
        const what = chance.pick(['archived', 'markedUnread', 'pinned', 'muted'] as const);
        place.update(row.id, what);
        return `${name} changes ${what} of ${row.id.slice(-2)}`;
      },
    ],
    [
      8,
      () => {
        place.look(row.id);
        return `${name} looks`;
      },
    ],
    [
      2,
      () => {
        void place.loadOlder(row.id);
        return `${name} scrolls up`;
      },
    ],
    [
      2,
      () => {
        const answered = chance.pick(row.messages)?.id;
        if (answered !== undefined) void place.lookUp(answered);
        return `${name} looks up what a message of ${row.id.slice(-2)} answers`;
      },
    ],
    [
      5,
      () => {
        place.kill();
        return `${name}: the app is killed`;
      },
    ],
    [
      6,
      () => {
        place.start();
        return `${name}: the app is started`;
      },
    ],
    [
      2,
      () => {
        place.foreground();
        return `${name}: the app comes to the front`;
      },
    ],
    [
      4,
      () => {
        place.answer();
        return `${name} answers questions`;
      },
    ],
    [
      3,
      () => {
        world.lines[line]!.cut();
        return `line ${line} is cut`;
      },
    ],
    [
      2,
      () => {
        world.lines[line]!.stall();
        return `line ${line} stalls`;
      },
    ],
    [
      6,
      () => {
        world.lines[line]!.heal();
        return `line ${line} heals`;
      },
    ],
    [
      3,
      () => {
        const { latencyMs, mishap } = Object.assign(world.lines[line]!, {
          latencyMs: chance.pick([20, 200, 2_000]),
          mishap: chance.pick([0, 0.02, 0.2]),
        });
        return `line ${line} takes up to ${latencyMs} ms and loses ${mishap * 100} %`;
      },
    ],
    [
      2,
      () => {
        server.kill();
        return 'the server is killed';
      },
    ],
    [
      3,
      () => {
        server.start();
        return 'the server is started';
      },
    ],
    [
      2,
      () => {
        server.busy = !server.busy;
        return server.busy ? 'the server is busy' : 'the server is busy no more';
      },
    ],
    [
      1,
      () => {
        server.sessions.expireTokens();
        return 'all tokens expire';
      },
    ],
    [
      2,
      () => {
        const disk = chance.pick(world.disks);
        disk.full = !disk.full;
        return disk.full ? 'a disk is full' : 'a disk has room again';
      },
    ],
    [
      2,
      () => {
        server.changeBooking();
        return 'the booking changes';
      },
    ],
    [
      0.3,
      () => {
        database.epoch += 1;
        return 'no cursor is worth anything';
      },
    ],
  ];
  let weight = chance.random() * moves.reduce((sum, [one]) => sum + one, 0);
  const [, move] = moves.find(([one]) => (weight -= one) < 0) ?? moves[0]!;
  return move();
}
