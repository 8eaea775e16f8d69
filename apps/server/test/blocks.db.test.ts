import { bookings, Device, people, startTestServer, until, type TestServer } from '@duet/testkit';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

// A block is of one person and holds for both, at once and on every node: no free text, nobody there, nobody typing. What
// the marketplace says, and what is done to bookings, goes on.

let node: TestServer;
let other: TestServer;
let alice: Device;
let bruno: Device;
/** Bruno at the other node, which hears of nothing but by following commits. */
let away: Device;
let conversationId: string;

beforeAll(async () => {
  node = await startTestServer();
  other = await startTestServer({ databaseUrl: node.databaseUrl });
  alice = await Device.connect(node.url, people.alice);
  bruno = await Device.connect(node.url, people.bruno);
  away = await Device.connect(other.url, people.bruno);
  const pair = { customerId: people.alice.id, artistId: people.bruno.id, bookingId: bookings.requested };
  conversationId = (await alice.get('createConversation', { body: pair })).conversation.id;
  await alice.get('sendMessage', { params: { id: conversationId }, body: draft() });
});
afterAll(async () => {
  for (const device of [alice, bruno, away]) device.close();
  await other.stop();
  await node.stop();
});
afterEach(async () => {
  await block(alice, false);
  await block(bruno, false);
});

const draft = () => ({ type: 'text', clientMessageId: crypto.randomUUID(), content: 'hello' }) as const;
const block = (device: Device, blocked: boolean) =>
  device.get('updateConversation', { params: { id: conversationId }, body: { blocked } });
const join = (device: Device) => device.emit('join:conversation', { conversationId });
const send = (device: Device) =>
  device.call('sendMessage', { params: { id: conversationId }, body: draft() });
const seenBy = async (device: Device) => {
  const { conversation } = await device.get('getConversation', { params: { id: conversationId } });
  return { own: conversation.me.blocked, peer: conversation.peer.blocked };
};

it('keeps either from writing to the other, and tells both', async () => {
  const clientMessageId = crypto.randomUUID();
  const params = { id: conversationId, clientMessageId };
  await bruno.get('sendMessage', { params, body: { ...draft(), clientMessageId } });
  const { syncCursor } = { syncCursor: (await bruno.get('sync', { query: {} })).cursor };
  await block(alice, true);
  await until(() => bruno.received('conversation:updated').at(-1)?.conversation.peer.blocked === true);
  expect(await seenBy(alice)).toEqual({ own: true, peer: false });
  expect(await seenBy(bruno)).toEqual({ own: false, peer: true });
  const { conversations } = await bruno.get('sync', { query: { cursor: syncCursor } });
  expect(conversations).toMatchObject([{ conversation: { id: conversationId, peer: { blocked: true } } }]);

  const edit = () => ({ params, body: { editId: crypto.randomUUID(), content: 'hello again' } });
  for (const refused of [
    await send(alice),
    await send(bruno),
    await send(away),
    await bruno.call('editMessage', edit()),
  ]) {
    expect(refused).toMatchObject({ status: 409, error: { code: 'conversation_blocked', retryable: false } });
  }
  // Who has blocked whom stands in no refusal.
  const told = [await send(alice), await send(bruno)].map((answer) => ({
    ...answer,
    error: { ...errorOf(answer), requestId: '' },
  }));
  expect(told[0]).toEqual(told[1]);
  expect((await bruno.call('unsendMessage', { params })).status).toBe(200);

  await block(alice, false);
  await until(() => bruno.received('conversation:updated').at(-1)?.conversation.peer.blocked === false);
  expect((await send(bruno)).status).toBe(201);
});

it('is of each side: as long as one lasts nobody writes, and asking again changes nothing', async () => {
  await block(alice, true);
  const isTold = (by: boolean) =>
    bruno.received('conversation:updated').at(-1)?.conversation.peer.blocked === by;
  await until(() => isTold(true));
  const before = bruno.received('conversation:updated').length;
  const { conversation } = await block(alice, true);
  await block(bruno, true);
  await block(alice, false);
  expect((await send(alice)).status).toBe(409);
  expect(await seenBy(alice)).toEqual({ own: false, peer: true });
  await block(bruno, false);
  const { conversation: after } = await alice.get('getConversation', { params: { id: conversationId } });
  expect(after.version).toBe(conversation.version + 3);
  await until(() => bruno.received('conversation:updated').length === before + 3);
  expect((await send(alice)).status).toBe(201);
});

it('lets the marketplace and bookings through', async () => {
  await block(bruno, true);
  const { booking } = await bruno.get('getBooking', { params: { id: bookings.requested } });
  const body = { status: 'accepted', version: booking.version } as const;
  await bruno.get('updateBookingStatus', { params: { id: bookings.requested }, body });
  await until(() => alice.received('message:new').at(-1)?.message.type === 'system');
  expect(await seenBy(alice)).toEqual({ own: false, peer: true });
});

it('hides at once who is there and who types, from whoever watches and whoever comes to watch', async () => {
  const nobody = { ok: true, data: { presence: { online: false, lastSeenAt: null } } };
  for (const device of [alice, bruno]) {
    expect(await join(device)).toMatchObject({ data: { presence: { online: true } } });
  }
  await join(away);
  const typing = async (from: Device, to: Device) => {
    const heard = to.received('user:typing').length;
    await from.emit('typing:start', { conversationId });
    await to.emit('connection:check', {});
    return to.received('user:typing').length > heard;
  };
  await until(() => typing(alice, bruno));
  await block(alice, true);
  expect(await typing(alice, bruno)).toBe(false);
  expect(await typing(bruno, alice)).toBe(false);
  for (const device of [alice, bruno]) expect(await join(device)).toMatchObject(nobody);
  // The other node has heard of nothing, and asks before it tells; what was watched there ends within seconds.
  await until(() => away.received('conversation:updated').at(-1)?.conversation.peer.blocked === true);
  expect(await join(away)).toMatchObject(nobody);
  const heard = [alice, bruno].map((device) => device.received('user:presence').length);
  await bruno.get('updateMe', { body: { settings: { showPresence: false } } });
  await bruno.get('updateMe', { body: { settings: { showPresence: true } } });
  await alice.emit('connection:check', {});
  expect([alice, bruno].map((device) => device.received('user:presence').length)).toEqual(heard);

  await block(alice, false);
  expect(await join(alice)).toMatchObject({ data: { presence: { online: true } } });
  expect(await join(bruno)).toMatchObject({ data: { presence: { online: true } } });
  await until(() => typing(alice, bruno));
});

function errorOf(answer: Awaited<ReturnType<typeof send>>) {
  if (answer.ok) throw new Error('it was not refused');
  return answer.error;
}
