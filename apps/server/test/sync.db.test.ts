import { randomUUID } from 'node:crypto';
import { applyEvent, EMPTY_STATE, toSyncEvents, type ChatState } from '@duet/chat-client';
import { LIMITS, type SyncPage } from '@duet/contract';
import { Device, people, startTestServer, type TestServer } from '@duet/testkit';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { conversationIdOf } from '../src/features/conversations/conversation-id.ts';
import type { SyncPosition } from '../src/features/sync/sync.service.ts';
import { CursorCodec } from '../src/platform/cursor.ts';
import { fetchState, view } from './state.fixture.ts';

const { alice, bruno } = people;
const SECRET = 'test'.repeat(16);
const conversationId = conversationIdOf(alice.id, bruno.id);
/** Cursors as the server signs them, for positions it would not give out now. */
const cursors = new CursorCodec<SyncPosition>(
  readConfig({ DATABASE_URL: 'postgres://x', DUET_SECRET: SECRET }).keys.cursor,
  'sync',
);

let server: TestServer;
let sql: Client;
/** Alice's phone is what was away; bruno's is what went on. */
let phone: Device;
let other: Device;

beforeAll(async () => {
  server = await startTestServer({ env: { DUET_SECRET: SECRET } });
  sql = await connect();
  phone = await Device.connect(server.url, alice);
  other = await Device.connect(server.url, bruno);
  await phone.get('createConversation', { body: { customerId: alice.id, artistId: bruno.id } });
  await append(sql, conversationId, alice.id, 'hello');
});
afterAll(async () => {
  phone.close();
  other.close();
  await sql.end();
  await server.stop();
});

describe('a client that was away', () => {
  let cursor: string;
  beforeEach(async () => {
    cursor = (await phone.get('sync')).cursor;
  });

  it('begins with a cursor and nothing else', async () => {
    expect(await phone.get('sync')).toMatchObject({
      reset: false,
      hasMore: false,
      conversations: [],
      bookings: [],
    });
  });

  it('for seconds ends up like a fresh one: messages, receipts, bookings, unread', async () => {
    const before = await fetchState(phone);
    await append(sql, conversationId, bruno.id, 'one');
    await append(sql, conversationId, alice.id, 'two, from another device');
    await other.get('readConversation', { params: { id: conversationId }, body: { upToSeq: 2 } });
    const { bookings } = await phone.get('listBookings', { query: { role: 'customer' } });
    const requested = bookings.find(({ status }) => status === 'requested')!;
    await other.get('updateBookingStatus', {
      params: { id: requested.id },
      body: { status: 'accepted', version: requested.version },
    });
    const { state, pages } = await sync(phone, before, cursor);
    expect(view(state)).toEqual(view(await fetchState(phone)));
    expect(view(state)).not.toEqual(view(before));
    expect(pages).toHaveLength(1);
    expect(pages[0]?.bookings).toMatchObject([{ id: requested.id, status: 'accepted' }]);
    expect(await changesSince(phone, pages[0]!.cursor)).toEqual([]);
  });

  it('for a month, with hundreds of changes, ends up like a fresh one, page by page', async () => {
    const before = await fetchState(phone);
    await openMany(250, 'many');
    for (let n = 0; n < 40; n += 1) await append(sql, conversationId, bruno.id, `missed ${n}`);
    const position = cursors.decode(cursor);
    position.since.at -= 29.9 * 24 * 3_600_000;
    const { state, pages } = await sync(phone, before, cursors.encode(position));
    expect(pages.length).toBeGreaterThan(10);
    const ids = pages.flatMap(({ conversations }) => conversations.map(({ conversation: { id } }) => id));
    expect(ids).toHaveLength(251);
    expect(new Set(ids).size).toBe(251);
    // What lies between the old messages and the newest thirty is filled by the client, as any hole.
    const { messages, lastSeq } = state.conversations[conversationId]!;
    const known = new Set(messages.map(({ seq }) => seq));
    const hole = Array.from({ length: lastSeq }, (_, index) => index + 1).filter((seq) => !known.has(seq));
    expect(hole).toHaveLength(10);
    const filled = await phone.get('listMessages', {
      params: { id: conversationId },
      query: { afterSeq: String(hole[0]! - 1), limit: String(hole.length) },
    });
    const whole = applyEvent(state, { type: 'messages', conversationId, messages: filled.messages });
    expect(view(whole)).toEqual(view(await fetchState(phone)));
  });

  it('gets what changes between two pages with its next sync', async () => {
    const opened = await openMany(30, 'paged');
    const first = await phone.get('sync', { query: { cursor } });
    expect(first.hasMore).toBe(true);
    const passed = first.conversations[0]!.conversation.id;
    const peer = opened.get(passed)!;
    await append(sql, passed, peer, 'in between');
    const { pages } = await sync(phone, EMPTY_STATE, first.cursor);
    const next = await changesSince(phone, pages.at(-1)!.cursor);
    expect(next.map(({ conversation }) => conversation.id)).toEqual([passed]);
    expect(next[0]?.messages.at(-1)?.content).toBe('in between');
  });

  it('gets older messages that were edited or unsent meanwhile', async () => {
    for (let n = 0; n < 31; n += 1) await append(sql, conversationId, bruno.id, `later ${n}`);
    const { cursor: then } = await phone.get('sync');
    const { cursor: theirs } = await other.get('sync');
    const { messages } = await phone.get('listMessages', {
      params: { id: conversationId },
      query: { afterSeq: '0' },
    });
    const [first, second] = messages
      .filter(({ senderId }) => senderId === alice.id)
      .map(({ clientMessageId }) => ({ id: conversationId, clientMessageId }));
    await phone.get('editMessage', {
      params: first!,
      body: { editId: randomUUID(), content: 'hello, edited' },
    });
    await phone.get('unsendMessage', { params: second! });
    for (const device of [phone, other]) {
      const [changed] = await changesSince(device, device === phone ? then : theirs);
      expect(changed?.revised).toMatchObject([
        { seq: 1, revision: 1, content: 'hello, edited' },
        { revision: 1, content: null, deletedAt: expect.any(String) as string },
      ]);
      expect(changed?.messages).toHaveLength(30);
    }
  });

  it('gets what its person did to the conversation on another device', async () => {
    const before = await fetchState(phone);
    for (const body of [{ markedUnread: true }, { archived: true }]) {
      const away = await phone.get('sync');
      await phone.get('updateConversation', { params: { id: conversationId }, body });
      const { state } = await sync(phone, before, away.cursor);
      expect(view(state)).toEqual(view(await fetchState(phone)));
      expect(view(state)).not.toEqual(view(before));
    }
    await append(sql, conversationId, bruno.id, 'which brings it back');
    const { state } = await sync(phone, before, cursor);
    expect(view(state)).toEqual(view(await fetchState(phone)));
  });

  it('gets neither what only the other side changed, nor what it does not see yet', async () => {
    for (const change of [{ archived: true }, { archived: false }, { markedUnread: true }]) {
      await other.get('updateConversation', { params: { id: conversationId }, body: change });
    }
    const hidden = await openMany(1, 'hidden', 'unseen');
    expect(await changesSince(phone, cursor)).toEqual([]);
    const [[id, peer] = ['', '']] = hidden;
    await append(sql, id, peer, 'now you see it');
    expect((await changesSince(phone, cursor)).map(({ conversation }) => conversation.id)).toEqual([id]);
  });
});

describe('the order of transactions', () => {
  it('skips nothing that commits after a sync that came after it', async () => {
    const held = await connect();
    await held.query('BEGIN');
    await append(held, conversationId, bruno.id, 'committed late');
    // Others commit around it, and the cursor lies after them.
    const others = await openMany(2, 'around');
    const { cursor } = await phone.get('sync');
    expect(await changesSince(phone, cursor)).toEqual([]);
    await held.query('COMMIT');
    await held.end();
    const changed = await changesSince(phone, cursor);
    expect(changed.map(({ conversation }) => conversation.id)).toEqual([conversationId]);
    expect(changed[0]?.messages.at(-1)?.content).toBe('committed late');
    expect([...others.keys()]).not.toContain(conversationId);
  });

  it('repeats nothing because something else runs long', async () => {
    const long = await connect();
    await long.query('BEGIN');
    await long.query('SELECT pg_current_xact_id()');
    const { cursor } = await phone.get('sync');
    await append(sql, conversationId, bruno.id, 'meanwhile');
    const first = await phone.get('sync', { query: { cursor } });
    expect(first.conversations).toHaveLength(1);
    expect(await changesSince(phone, first.cursor)).toEqual([]);
    await long.query('ROLLBACK');
    await long.end();
    expect(await changesSince(phone, first.cursor)).toEqual([]);
  });
});

describe('a cursor', () => {
  const start = { hasMore: false, conversations: [], bookings: [] };
  const alter = async (change: (position: SyncPosition) => void): Promise<SyncPage> => {
    const position = cursors.decode((await phone.get('sync')).cursor);
    await append(sql, conversationId, bruno.id, 'changed');
    change(position);
    return phone.get('sync', { query: { cursor: cursors.encode(position) } });
  };

  it('that is sound is taken', async () => {
    expect((await alter(() => undefined)).conversations).toHaveLength(1);
  });

  it.each<[string, (position: SyncPosition) => void]>([
    ['too old', ({ since }) => (since.at -= 31 * 24 * 3_600_000)],
    ['ahead of the server', ({ since }) => (since.snapshot = '4000000000:4000000000:')],
    ['of another epoch', (position) => (position.epoch = randomUUID())],
    ['of another person', (position) => (position.userId = bruno.id)],
  ])('%s is answered with a reset and where to begin', async (_name, change) => {
    const page = await alter(change);
    expect(page).toMatchObject({ ...start, reset: true });
    expect(await changesSince(phone, page.cursor)).toEqual([]);
  });

  it('of the time before a restore is answered with a reset', async () => {
    const { cursor, epoch } = await phone.get('sync');
    await sql.query('UPDATE sync_epoch SET epoch = gen_random_uuid()');
    const page = await phone.get('sync', { query: { cursor } });
    expect(page).toMatchObject({ ...start, reset: true });
    expect(page.epoch).not.toBe(epoch);
    expect(await phone.get('sync', { query: { cursor: page.cursor } })).toMatchObject({ reset: false });
  });

  it('behind too many changes is answered with a reset', async () => {
    const { cursor } = await phone.get('sync');
    await openMany(LIMITS.syncChanges, 'limit');
    const most = await phone.get('sync', { query: { cursor } });
    expect(most).toMatchObject({ reset: false, hasMore: true });
    await append(sql, conversationId, bruno.id, 'one too many');
    expect(await phone.get('sync', { query: { cursor } })).toMatchObject({ ...start, reset: true });
    // A sync that has begun is brought to its end.
    expect(await phone.get('sync', { query: { cursor: most.cursor } })).toMatchObject({ reset: false });
  });

  it.each([
    ['forged', () => 'forged'],
    ['empty', () => ''],
    ['of a list', () => new CursorCodec([new Uint8Array(32)], 'conversations').encode({})],
    [
      'with a byte changed',
      (cursor: string) => `${cursor.slice(0, 40)}${cursor[40] === 'A' ? 'B' : 'A'}${cursor.slice(41)}`,
    ],
  ])('that is %s is refused', async (_name, forge) => {
    const { cursor } = await phone.get('sync');
    expect(await phone.call('sync', { query: { cursor: forge(cursor) } })).toMatchObject({
      status: 400,
      error: { code: 'validation_failed' },
    });
  });
});

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: server.databaseUrl });
  await client.connect();
  return client;
}

/** Goes on from a cursor until there is no more, as a client does. */
async function sync(
  device: Device,
  before: ChatState,
  cursor: string,
): Promise<{ state: ChatState; pages: SyncPage[] }> {
  const pages: SyncPage[] = [];
  do {
    pages.push(await device.get('sync', { query: { cursor: pages.at(-1)?.cursor ?? cursor } }));
  } while (pages.at(-1)?.hasMore);
  expect(pages.some(({ reset }) => reset)).toBe(false);
  return { state: pages.flatMap(toSyncEvents).reduce(applyEvent, before), pages };
}

async function changesSince(device: Device, cursor: string): Promise<SyncPage['conversations']> {
  const page = await device.get('sync', { query: { cursor } });
  expect(page).toMatchObject({ reset: false, hasMore: false });
  return page.conversations;
}

/** Stores a message as the server does, and tells nobody. */
async function append(client: Client, id: string, senderId: string, content: string): Promise<void> {
  await client.query(
    `SELECT append_message(gen_random_uuid(), $1, gen_random_uuid(), $2,
       CASE $2::uuid WHEN customer_id THEN 'customer' ELSE 'artist' END,
       'text', $3, NULL, '[]', NULL, NULL, NULL, NULL, NULL) FROM conversations WHERE id = $1`,
    [id, senderId, content],
  );
}

/**
 * As many artists that write to alice, or open a conversation with her without a word; each in a transaction of its
 * own. Answers the artists by conversation.
 */
async function openMany(count: number, name: string, word?: 'unseen'): Promise<Map<string, string>> {
  const artists = Array.from({ length: count }, () => randomUUID());
  await sql.query(
    `INSERT INTO users (id, external_id, name, roles) SELECT id, id::text, $2, '{artist}' FROM unnest($1::uuid[]) id`,
    [artists, name],
  );
  const opened = new Map(artists.map((artistId) => [conversationIdOf(alice.id, artistId), artistId]));
  for (const [id, artistId] of opened) {
    await sql.query(`SELECT open_conversation($1, $2, $3, 'artist', NULL)`, [id, alice.id, artistId]);
    if (word !== 'unseen') await append(sql, id, artistId, `from ${name}`);
  }
  return opened;
}
