import { applyEvent, toChatEvent, type ChatState } from '@duet/chat-client';
import { MUTED_FOR_GOOD, SERVER_EVENTS, type ServerEventName } from '@duet/contract';
import {
  bookings,
  callRoute,
  Device,
  people,
  signInAdmin,
  startTestServer,
  until,
  type TestServer,
} from '@duet/testkit';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { fetchState, view } from './state.fixture.ts';

// The state before, plus the events received, must be the state fetched afresh: for every event there is. An event
// that says too little, or a client that reads it wrongly, fails here and not on somebody's phone.

let server: TestServer;
let alice: Device;
let bruno: Device;
const others: Device[] = [];
let conversationId: string;

beforeAll(async () => {
  server = await startTestServer();
  alice = await Device.connect(server.url, people.alice);
  bruno = await Device.connect(server.url, people.bruno);
  const { conversation } = await alice.get('createConversation', {
    body: { customerId: people.alice.id, artistId: people.bruno.id, bookingId: bookings.requested },
  });
  conversationId = conversation.id;
  await say(alice, 'hello');
  await say(bruno, 'hello to you');
});
afterEach(() => {
  for (const device of others.splice(0)) device.close();
});
afterAll(async () => {
  alice.close();
  bruno.close();
  await server.stop();
});

const STORIES: Record<ServerEventName, () => Promise<void>> = {
  'message:new': async () => {
    await verifyEvents(bruno, 'message:new', () => say(alice, 'news'));
    // The sender's own other device is told as well.
    await verifyEvents(await another(people.alice), 'message:new', () => say(alice, 'from my phone'));
  },
  'message:updated': async () => {
    for (const watcher of [bruno, await another(people.alice)]) {
      const clientMessageId = await say(alice, 'as it was');
      const own = { conversationId, clientMessageId };
      await verifyEvents(watcher, 'message:updated', () =>
        alice.emit('message:edit', { ...own, editId: crypto.randomUUID(), content: 'as it is' }),
      );
      await verifyEvents(watcher, 'message:updated', () => alice.emit('message:unsend', own));
    }
  },
  'message:delivered': () =>
    verifyEvents(alice, 'message:delivered', async () => {
      const upToSeq = await lastSeq();
      await bruno.emit('message:delivered', { conversationId, upToSeq });
    }),
  'message:read': async () => {
    const read = async () => {
      await bruno.emit('message:read', { conversationId, upToSeq: await lastSeq() });
    };
    await say(alice, 'read this');
    await verifyEvents(alice, 'message:read', read);
    await say(alice, 'read this');
    await verifyEvents(await another(people.bruno), 'message:read', read);
    await verifyEvents(await another(people.bruno), 'message:read', async () => {
      const before = await lastSeq();
      await say(alice, 'read this');
      await say(alice, 'but not that');
      await bruno.emit('message:read', { conversationId, upToSeq: before + 1 });
    });
  },
  'conversation:updated': async () => {
    const accept = () =>
      bruno.get('updateBookingStatus', {
        params: { id: bookings.requested },
        body: { status: 'accepted', version: 1 },
      });
    const cancel = () =>
      alice.get('updateBookingStatus', {
        params: { id: bookings.requested },
        body: { status: 'cancelled', version: 2 },
      });
    await verifyEvents(alice, 'conversation:updated', accept);
    await verifyEvents(bruno, 'conversation:updated', cancel);
    for (const name of ['Alicia', 'Alice']) {
      await verifyEvents(bruno, 'conversation:updated', async () => {
        await alice.get('updateMe', { body: { name } });
        await until(
          () => bruno.received('conversation:updated').at(-1)?.conversation.peer.user.name === name,
        );
      });
    }
    const phone = await another(people.bruno);
    for (const change of [
      { markedUnread: true },
      { pinned: true },
      { mutedUntil: MUTED_FOR_GOOD },
      { mutedUntil: null },
      { archived: true },
      { archived: false },
    ]) {
      await verifyEvents(phone, 'conversation:updated', () =>
        bruno.emit('conversation:update', { conversationId, ...change }),
      );
    }
    for (const watcher of [alice, bruno]) {
      await verifyEvents(watcher, 'conversation:updated', () =>
        bruno.get('updateConversation', { params: { id: conversationId }, body: { blocked: true } }),
      );
      // What may be watched again has to be asked for.
      await bruno.emit('conversation:update', { conversationId, blocked: false });
    }
  },
  'user:presence': async () => {
    const carol = await another(people.alice);
    await verifyEvents(bruno, 'user:presence', async () => {
      alice.close();
      carol.close();
      await until(() => bruno.received('user:presence').length > 0);
    });
    alice = await Device.connect(server.url, people.alice);
  },
  'user:typing': async () => {
    // Nothing of it can be fetched, and nothing of it stays.
    await alice.emit('join:conversation', { conversationId });
    const before = await fetchAll(bruno);
    await alice.emit('typing:start', { conversationId });
    await until(() => bruno.received('user:typing').length > 0);
    expect(bruno.received('user:typing').at(-1)).toEqual({
      conversationId,
      userId: people.alice.id,
      typing: true,
    });
    await alice.emit('typing:stop', { conversationId });
    await until(() => bruno.received('user:typing').at(-1)?.typing === false);
    expect(view(await fetchAll(bruno))).toEqual(view(before));
  },
  'report:decided': async () => {
    const params = { id: conversationId };
    const body = { clientReportId: crypto.randomUUID(), reason: 'other' } as const;
    const { report } = await bruno.get('reportPeer', { params, body });
    const ada = await signInAdmin(server.url, people.ada);
    const decision = { outcome: 'warned', reason: 'It was not nice at all.' } as const;
    await callRoute(server.url, 'decideReport', { params: { id: report.id }, body: decision }, ada);
    await until(() => bruno.received('report:decided').length > 0);
    const { reports } = await bruno.get('listReports', { query: {} });
    expect(bruno.received('report:decided').at(-1)).toEqual({ report: reports[0] });
    expect(alice.received('report:decided')).toEqual([]);
  },
  'session:revoked': async () => {
    const phone = await another(people.bruno);
    await phone.call('logout');
    await until(() => !phone.connected);
    expect(phone.events.at(-1)).toEqual({ event: 'session:revoked', payload: { reason: 'signed_out' } });
    expect(await phone.call('getMe')).toMatchObject({ status: 401, error: { code: 'session_revoked' } });
    // The person's other devices stay.
    expect(bruno.connected).toBe(true);
  },
};

it.each(Object.keys(SERVER_EVENTS) as ServerEventName[])('%s tells the whole change', (event) =>
  STORIES[event](),
);

/** Does something and holds what `watcher` was told of it against what it can fetch. */
async function verifyEvents(
  watcher: Device,
  event: ServerEventName,
  act: () => Promise<unknown>,
): Promise<void> {
  const before = await fetchAll(watcher);
  const from = watcher.events.length;
  await act();
  // Events before an acknowledgement arrive before it.
  await watcher.emit('leave:conversation', { conversationId: crypto.randomUUID() });
  const received = watcher.events.slice(from);
  expect(received.map((one) => one.event)).toContain(event);

  const told = received
    .map((one) => toChatEvent({ name: one.event, payload: one.payload } as Parameters<typeof toChatEvent>[0]))
    .filter((fact) => fact !== undefined)
    .reduce(applyEvent, before);
  const fetched = await fetchAll(watcher);
  expect(view(told)).toEqual(view(fetched));
  expect(view(fetched)).not.toEqual(view(before));
}

/** What a device can fetch, and the presence of everybody it may watch. */
async function fetchAll(device: Device): Promise<ChatState> {
  let state = await fetchState(device);
  for (const id of Object.keys(state.conversations)) {
    const joined = await device.emit('join:conversation', { conversationId: id });
    if (!joined.ok) throw new Error(joined.error.code);
    const { presence } = joined.data;
    state = applyEvent(state, { type: 'presence', userId: presence.userId, presence });
  }
  return state;
}

async function another(person: (typeof people)['alice']): Promise<Device> {
  const device = await Device.connect(server.url, person);
  others.push(device);
  return device;
}

async function say(from: Device, content: string): Promise<string> {
  const clientMessageId = crypto.randomUUID();
  const ack = await from.emit('message:send', {
    conversationId,
    type: 'text',
    clientMessageId,
    content,
  });
  if (!ack.ok) throw new Error(ack.error.code);
  return clientMessageId;
}

async function lastSeq(): Promise<number> {
  return (await alice.get('getConversation', { params: { id: conversationId } })).conversation.lastSeq;
}
