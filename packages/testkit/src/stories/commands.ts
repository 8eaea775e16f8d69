import type { OutgoingText, QueueEntry } from '@duet/chat-client';
import fc from 'fast-check';
import { until } from '../until.ts';
import { DEVICE_NAMES, DEVICES, type DeviceName, type Model } from './model.ts';
import { PATIENCE, type StoryDevice } from './story-device.ts';
import type { World } from './world.ts';

const WORDS = ['hello', 'at six?', 'bring the lamp', 'running late', 'never mind'];
const LAST = ['last message', 'last message but one', 'last message but two'];
const MINUTE_MS = 60_000;
/** Around the windows in which a message may be edited (15 minutes) and taken back (24 hours). */
const SPANS = { '2 seconds': 2_000, '16 minutes': 16 * MINUTE_MS, '25 hours': 25 * 60 * MINUTE_MS };

type Command = fc.AsyncCommand<Model, World>;

/** A line of a story: what happens, when it can, and what it takes. */
function command(
  line: string,
  { can, run }: { can: (model: Model) => boolean; run: (model: Model, world: World) => Promise<void> },
): Command {
  return {
    check: can,
    async run(model, world) {
      world.story.push(line);
      await run(model, world);
    },
    toString: () => line,
  };
}

const device = fc.constantFrom(...DEVICE_NAMES);
const words = fc.constantFrom(...WORDS);
const before = fc.nat({ max: LAST.length - 1 });

/** Something that a person does on a device whose app is open, and who can use it. */
function onDevice(
  name: DeviceName,
  does: string,
  act: (device: StoryDevice, model: Model, world: World) => Promise<void> | void,
  can: (model: Model) => boolean = () => true,
): Command {
  return command(`${name} ${does}`, {
    can: (model) => model.devices[name].open && can(model),
    async run(model, world) {
      const used = world.device(name);
      if (await used.takeUp(model.reaches(name))) await act(used, model, world);
    },
  });
}

function write(
  name: DeviceName,
  model: Model,
  world: World,
  text: { words: string } & Pick<OutgoingText, 'bookingId' | 'bookingVersion' | 'replyToId'>,
): string {
  const { words: said, ...reference } = text;
  const { phone } = world.device(name);
  const content = `${said} (${world.cast.tag}, ${world.story.length})`;
  const key = phone.say(world.conversationId, content, reference);
  const seenBooking = reference.bookingVersion;
  model.writes(name, { key, content, ...(seenBooking !== undefined && { seenBooking }) });
  return key;
}

const sends = fc.tuple(device, words, fc.boolean()).map(([name, said, waits]) =>
  onDevice(
    name,
    `sends «${said}»${waits ? ' and waits for what comes of it' : ''}`,
    async ({ phone }, model, world) => {
      const key = write(name, model, world, { words: said });
      if (!waits) return;
      const isSettled = (): boolean => {
        const waiting = phone.waiting(world.conversationId);
        const entry = waiting.find((one) => one.key === key);
        if (!entry || entry.failure) return true;
        // Without a network, or behind a question, no more can come of it than that it is kept.
        const isHeldUp = !model.reaches(name) || waiting.some(({ failure }) => failure);
        return isHeldUp && entry.stored;
      };
      await until(isSettled, PATIENCE);
    },
  ),
);

const sendsAndLosesTheAnswer = fc.tuple(device, words).map(([name, said]) =>
  onDevice(
    name,
    `sends «${said}» and the link breaks before the answer`,
    async ({ phone, line }, model, world) => {
      line.set({ loseAnswerTo: () => true });
      write(name, model, world, { words: said });
      await until(() => !phone.connected, PATIENCE);
      line.set({});
    },
    (model) => model.reaches(name),
  ),
);

const sendsAboutTheBooking = fc.tuple(device, words).map(([name, said]) =>
  onDevice(name, `sends «${said}» about the booking`, ({ phone }, model, world) => {
    const bookingVersion = phone.view(world.conversationId)?.booking?.version ?? 1;
    write(name, model, world, { words: said, bookingId: world.cast.bookingId, bookingVersion });
  }),
);

const sendsInReply = fc.tuple(device, before, words).map(([name, nth, said]) =>
  onDevice(name, `sends «${said}» in answer to the ${LAST[nth]} on the screen`, ({ phone }, model, world) => {
    const answered = phone
      .rows(world.conversationId)
      .filter(({ id }) => id !== null)
      .at(-1 - nth);
    const replyToId = answered?.id ?? undefined;
    write(name, model, world, { words: said, ...(replyToId !== undefined && { replyToId }) });
  }),
);

const sendsWhatIsRefused = fc.tuple(device, words).map(([name, said]) =>
  onDevice(name, `sends «${said}» in answer to a message that is not there`, (_device, model, world) => {
    write(name, model, world, { words: said, replyToId: crypto.randomUUID() });
  }),
);

const reads = device.map((name) =>
  onDevice(name, 'reads', ({ phone }, model, world) => {
    const seen = phone.rows(world.conversationId).findLast(({ seq }) => seq !== null)?.seq ?? 0;
    phone.look(world.conversationId);
    if (seen > 0) model.looks(name, seen);
  }),
);

const edits = fc.tuple(device, before, words).map(([name, nth, said]) =>
  onDevice(
    name,
    `edits the ${LAST[nth]} into «${said}»`,
    ({ phone }, model, world) => {
      const { key } = model.written(DEVICES[name], nth)!;
      // Other words for what has failed are another message.
      if (phone.client.queue.find(key)?.failure) return;
      const content = `${said} (${world.cast.tag}, ${world.story.length})`;
      if (phone.edit(world.conversationId, key, content)) model.changes(name, key, content);
    },
    (model) => model.written(DEVICES[name], nth) !== undefined,
  ),
);

const unsends = fc.tuple(device, before).map(([name, nth]) =>
  onDevice(
    name,
    `takes back the ${LAST[nth]}`,
    async (used, model, world) => {
      const { key } = model.written(DEVICES[name], nth)!;
      if (!used.phone.unsend(world.conversationId, key)) return;
      model.changes(name, key, null);
      if (!used.phone.client.queue.find(key)) await until(() => used.hasForgotten(key), PATIENCE);
    },
    (model) => model.written(DEVICES[name], nth) !== undefined,
  ),
);

const UPDATES = {
  archives: { archived: true },
  'brings it back from the archive': { archived: false },
  'marks it unread': { markedUnread: true },
  'takes the mark away': { markedUnread: false },
  'pins it': { pinned: true },
  'unpins it': { pinned: false },
};
const updates = fc
  .tuple(device, fc.constantFrom(...(Object.keys(UPDATES) as (keyof typeof UPDATES)[])))
  .map(([name, does]) =>
    onDevice(name, does, ({ phone }, model, world) => {
      const asOfSeq = phone.client.getState().conversations[world.conversationId]?.lastSeq;
      if (asOfSeq === undefined) return;
      phone.client.updateConversation(world.conversationId, UPDATES[does]);
      model.updates(name, { ...UPDATES[does], asOfSeq });
    }),
  );

/** What a person answers when the device says that something has failed, or asks whether it is still meant. */
const ANSWERS = {
  'gives up what failed': ({ phone }: StoryDevice, model: Model, entry: QueueEntry) => {
    if (phone.discard(entry.key)) model.givesUp(entry);
  },
  'tries again what failed': ({ phone }: StoryDevice, model: Model, entry: QueueEntry) => {
    if (entry.failure?.code !== 'booking_changed') {
      phone.retry(entry.key);
      return;
    }
    phone.client.sendAnyway([entry.key]);
    model.meansAnyway(entry.key);
  },
};
const answers = fc
  .tuple(device, fc.constantFrom(...(Object.keys(ANSWERS) as (keyof typeof ANSWERS)[])))
  .map(([name, does]) =>
    onDevice(name, does, (used, model, world) => {
      for (const entry of used.phone.waiting(world.conversationId))
        if (entry.failure) ANSWERS[does](used, model, entry);
    }),
  );

const changesTheBooking = fc.constantFrom("bruno's phone" as const, "bruno's tablet" as const).map((name) =>
  onDevice(
    name,
    'takes the booking a step further',
    async ({ phone }, model, { cast }) => {
      const status = model.bookingStatus === 'requested' ? 'accepted' : 'completed';
      const version = status === 'accepted' ? 1 : 2;
      await phone.client.updateBookingStatus(cast.bookingId, { status, version });
      model.bookingStatus = status;
    },
    (model) => model.reaches(name) && model.bookingStatus !== 'completed',
  ),
);

const appIsKilled = device.map((name) =>
  command(`${name}: the app is killed`, {
    can: (model) => model.devices[name].open,
    async run(model, world) {
      const killed = world.device(name);
      model.devices[name].open = false;
      model.killed(name, killed.phone.waiting(world.conversationId));
      killed.kill();
    },
  }),
);

const appIsOpened = device.map((name) =>
  command(`${name}: the app is opened again`, {
    can: (model) => !model.devices[name].open,
    async run(model, world) {
      model.devices[name].open = true;
      world.device(name).phone.restart();
    },
  }),
);

const linkGoes = fc.tuple(device, fc.boolean()).map(([name, hangs]) =>
  command(`${name}: the link ${hangs ? 'hangs' : 'is lost'}`, {
    can: (model) => model.devices[name].linked,
    async run(model, world) {
      const { line } = world.device(name);
      model.devices[name].linked = false;
      if (hangs) line.set({ stopWriting: 'all' });
      else line.cut();
    },
  }),
);

const linkComesBack = device.map((name) =>
  command(`${name}: the link is there again`, {
    can: (model) => !model.devices[name].linked,
    async run(model, world) {
      model.devices[name].linked = true;
      world.device(name).line.set({});
    },
  }),
);

const serverIsKilled = fc.constant(
  command('the server is killed', {
    can: (model) => model.serverUp,
    async run(model, { stage }) {
      model.serverUp = false;
      await stage.server.kill('SIGKILL');
    },
  }),
);

const serverIsStarted = fc.constant(
  command('the server is started again', {
    can: (model) => !model.serverUp,
    async run(model, { stage }) {
      await stage.server.restart();
      model.serverUp = true;
    },
  }),
);

const tokenExpires = device.map((name) =>
  onDevice(name, 'holds a token that has run out', (used, _model, { stage }) =>
    used.letTokenExpire((token) => stage.expired(token)),
  ),
);

const sessionsEnd = fc.constantFrom('alice' as const, 'bruno' as const).map((who) =>
  command(`${who} is signed out everywhere`, {
    can: () => true,
    run: (_model, { stage, cast }) => stage.endSessions(cast[who]),
  }),
);

const timePasses = fc
  .constantFrom(...(Object.keys(SPANS) as (keyof typeof SPANS)[]))
  .map((span) =>
    command(`${span} pass`, { can: () => true, run: (_model, world) => world.letPass(SPANS[span]) }),
  );

const outsiderTries = fc.constant(
  command('carol tries every door', {
    can: (model) => model.serverUp,
    run: (_model, world) => world.tryDoors(),
  }),
);

/** All that can happen in a story, the more often the higher its weight. */
export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 24, arbitrary: sends },
  { weight: 5, arbitrary: sendsAndLosesTheAnswer },
  { weight: 6, arbitrary: sendsAboutTheBooking },
  { weight: 4, arbitrary: sendsInReply },
  { weight: 2, arbitrary: sendsWhatIsRefused },
  { weight: 10, arbitrary: reads },
  { weight: 8, arbitrary: edits },
  { weight: 6, arbitrary: unsends },
  { weight: 6, arbitrary: updates },
  { weight: 4, arbitrary: answers },
  { weight: 4, arbitrary: changesTheBooking },
  { weight: 6, arbitrary: appIsKilled },
  { weight: 8, arbitrary: appIsOpened },
  { weight: 6, arbitrary: linkGoes },
  { weight: 8, arbitrary: linkComesBack },
  { weight: 3, arbitrary: serverIsKilled },
  { weight: 6, arbitrary: serverIsStarted },
  { weight: 4, arbitrary: tokenExpires },
  { weight: 1, arbitrary: sessionsEnd },
  { weight: 4, arbitrary: timePasses },
  { weight: 3, arbitrary: outsiderTries },
);
