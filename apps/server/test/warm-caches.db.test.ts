import { bookings, callRoute, Device, people, startTestServer, type TestServer } from '@duet/testkit';
import type { Message } from '@duet/contract';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

// Two nodes with warm caches: whatever changes through one, the other shows at once, and lets nobody in. A page that is
// asked for with its limit is read from the database each time, and says what the kept one has to say.

let node: TestServer;
let other: TestServer;
let sql: Client;
let alice: Device;
let bruno: Device;
/** The same people, at the other node. */
let watchers: Device[];
let conversationId: string;
let sent: Message;

beforeAll(async () => {
  node = await startTestServer();
  other = await startTestServer({ databaseUrl: node.databaseUrl });
  sql = new Client({ connectionString: node.databaseUrl });
  await sql.connect();
  alice = await Device.connect(node.url, people.alice);
  bruno = await Device.connect(node.url, people.bruno);
  watchers = [await Device.connect(other.url, people.alice), await Device.connect(other.url, people.bruno)];
  const pair = { customerId: people.alice.id, artistId: people.bruno.id, bookingId: bookings.requested };
  conversationId = (await alice.get('createConversation', { body: pair })).conversation.id;
});
afterAll(async () => {
  for (const device of [alice, bruno, ...watchers]) device.close();
  await sql.end();
  await other.stop();
  await node.stop();
});
beforeEach(async () => {
  sent = await say(alice);
  for (const device of everyone()) {
    await newestOf(device);
    await newestOf(device);
  }
});

const CHANGES: [string, () => Promise<unknown>][] = [
  ['a message', () => say(bruno)],
  [
    'an edit',
    () => alice.get('editMessage', { params: own(), body: { editId: crypto.randomUUID(), content: 'new' } }),
  ],
  ['an unsend', () => alice.get('unsendMessage', { params: own() })],
  ['a delivery', () => bruno.emit('message:delivered', { conversationId, upToSeq: sent.seq })],
  ['a reading', () => bruno.emit('message:read', { conversationId, upToSeq: sent.seq })],
  ['a booking, by its system message', () => setStatus('accepted', 1)],
  ['a text that is masked for the other side', mask],
];

describe('what changed through one node is on the newest page of the other', () => {
  it.each(CHANGES)('%s', async (_change, make) => {
    const before = await Promise.all(watchers.map(newestOf));
    await make();
    const after = await Promise.all(watchers.map(newestOf));
    expect(after).not.toEqual(before);
    for (const device of everyone()) expect(await newestOf(device)).toEqual(await readAgain(device));
  });

  it('a reading that is not shown changes nothing', async () => {
    await bruno.get('updateMe', { body: { settings: { readReceipts: false } } });
    const before = await Promise.all([alice, watchers[0]!].map(newestOf));
    await bruno.emit('message:delivered', { conversationId, upToSeq: sent.seq });
    const delivered = await newestOf(watchers[0]!);
    expect(delivered).not.toEqual(before[1]);
    await bruno.emit('message:read', { conversationId, upToSeq: sent.seq });
    expect(await newestOf(watchers[0]!)).toEqual(delivered);
    expect(await newestOf(watchers[0]!)).toEqual(await readAgain(watchers[0]!));
  });
});

it('a page that has not changed is not read again', async () => {
  const kept = await keptPages(other);
  for (const device of watchers) await newestOf(device);
  expect(await keptPages(other)).toBe(kept + watchers.length);
});

it('a third person gets in nowhere', async () => {
  const carol = await Device.connect(other.url, people.carol);
  const answer = await carol.call('listMessages', { params: { id: conversationId } });
  expect(answer).toMatchObject({ status: 404, error: { code: 'conversation_not_found' } });
  carol.close();
});

it('a session that ended gets nothing from the node that had just served it', async () => {
  const leaving = await Device.connect(node.url, people.alice);
  const params = { id: conversationId };
  const ask = () => callRoute(other.url, 'listMessages', { params }, leaving.accessToken);
  expect((await ask()).status).toBe(200);
  await leaving.get('logout', {});
  // Sessions are looked up anew after two seconds at most.
  await expect.poll(async () => (await ask()).status, { timeout: 10_000 }).toBe(401);
  leaving.close();
});

it('nobody writes into a conversation that was blocked meanwhile', async () => {
  await sql.query('UPDATE conversations SET blocked_at_artist = now() WHERE id = $1', [conversationId]);
  for (const device of everyone()) {
    const draft = { type: 'text', clientMessageId: crypto.randomUUID(), content: 'in?' } as const;
    const ack = await device.emit('message:send', { conversationId, ...draft });
    expect(ack).toMatchObject({ ok: false, error: { code: 'conversation_blocked' } });
  }
  await sql.query('UPDATE conversations SET blocked_at_artist = NULL WHERE id = $1', [conversationId]);
});

const everyone = () => [alice, bruno, ...watchers];
const own = () => ({ id: conversationId, clientMessageId: sent.clientMessageId });

async function say(device: Device): Promise<Message> {
  const draft = { type: 'text', clientMessageId: crypto.randomUUID(), content: 'hello' } as const;
  return (await device.get('sendMessage', { params: { id: conversationId }, body: draft })).message;
}

function newestOf(device: Device) {
  return device.get('listMessages', { params: { id: conversationId } });
}

function readAgain(device: Device) {
  return device.get('listMessages', { params: { id: conversationId }, query: { limit: '30' } });
}

function setStatus(status: 'accepted', version: number) {
  return bruno.get('updateBookingStatus', { params: { id: bookings.requested }, body: { status, version } });
}

/** As whoever masks a text does: in one transaction with the views that it changes. */
async function mask(): Promise<void> {
  await sql.query('BEGIN');
  await sql.query(`UPDATE messages SET masked_content = '•••', revision = revision + 1 WHERE id = $1`, [
    sent.id,
  ]);
  await sql.query(
    'UPDATE conversations SET changed_tx_customer = pg_current_xact_id(), changed_tx_artist = pg_current_xact_id() WHERE id = $1',
    [conversationId],
  );
  await sql.query('COMMIT');
}

/** How many pages a node has served from what it kept. */
function keptPages(server: TestServer): Promise<number> {
  return server.metric('duet_newest_pages_total{outcome="kept"}');
}
