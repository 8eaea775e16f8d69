import type { Conversation, ConversationFilter } from '@duet/contract';
import { addPeople, Device, people, person, startTestServer, type TestServer } from '@duet/testkit';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

// What a filter finds is what one would pick out of the whole list, whatever happened before, and whatever of it the
// database has settled meanwhile.

const { bruno } = people;
const customers = Array.from({ length: 6 }, (_, index) =>
  person(crypto.randomUUID(), `Customer${index}`, ['customer']),
);

let server: TestServer;
let sql: Client;
let artist: Device;
let others: Device[];
let ids: string[];

beforeAll(async () => {
  server = await startTestServer({ env: { RATE_FACTOR: '1000' } });
  sql = new Client({ connectionString: server.databaseUrl });
  await sql.connect();
  await addPeople(sql, customers);
  artist = await Device.connect(server.url, bruno);
  others = [];
  ids = [];
  for (const customer of customers) {
    const device = await Device.connect(server.url, customer);
    const pair = { customerId: customer.id, artistId: bruno.id };
    others.push(device);
    ids.push((await device.get('createConversation', { body: pair })).conversation.id);
    await say(device, ids.length - 1);
  }
});
afterAll(async () => {
  for (const device of [artist, ...others]) device.close();
  await sql.end();
  await server.stop();
});

it('finds what the whole list has of it, after anything that may happen', async () => {
  const acts = [
    (index: number) => say(others[index]!, index),
    (index: number) => say(others[index]!, index),
    (index: number) => say(artist, index),
    (index: number) => read(artist, index),
    (index: number) => read(others[index]!, index),
    (index: number) => change(index, { markedUnread: true }),
    (index: number) => change(index, { markedUnread: false }),
    (index: number) => change(index, { archived: true }),
    (index: number) => change(index, { pinned: true }).catch(() => undefined),
    () => settle(),
  ];
  for (let step = 0; step < 150; step += 1) {
    // Steps that are coprime with both numbers: every act meets every conversation.
    await acts[(step * 7 + (step >> 3)) % acts.length]!((step * 5 + (step >> 2)) % ids.length);
    if (step % 5 !== 0) continue;
    const all = [...(await list()), ...(await list('archived'))];
    for (const [filter, isFound] of Object.entries(FOUND)) {
      const expected = all.filter(isFound).map(({ id }) => id);
      const found = (await list(filter as ConversationFilter)).map(({ id }) => id);
      expect(found.toSorted(), `${filter} after step ${step}`).toEqual(expected.toSorted());
    }
  }
});

it('says who did not write last, whatever the marketplace says', async () => {
  await say(others[0]!, 0);
  await sql.query(
    `SELECT append_message(gen_random_uuid(), $1, gen_random_uuid(), $2, 'system', 'system', 'x', NULL, '[]', NULL, NULL,
       NULL, NULL, NULL)`,
    [ids[0], bruno.id],
  );
  const waitingOn = async () =>
    (await artist.get('getConversation', { params: { id: ids[0]! } })).conversation.waitingOn;
  expect(await waitingOn()).toBe('artist');
  await say(artist, 0);
  expect(await waitingOn()).toBe('customer');
});

it('is asked page by page, without an end or a repeat in between', async () => {
  for (const index of ids.keys()) await say(others[index]!, index);
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const query = { role: 'artist', filter: 'waiting', limit: '1', ...(cursor ? { cursor } : {}) } as const;
    const { conversations, nextCursor } = await artist.get('listConversations', { query });
    seen.push(...conversations.map(({ id }) => id));
    cursor = nextCursor;
  }
  expect(seen).toEqual(ids.toReversed());
});

it('takes the attention from what has settled, and from nothing else', async () => {
  for (const index of ids.keys()) {
    await say(others[index]!, index);
    await say(artist, index);
    await read(artist, index);
    await read(others[index]!, index);
  }
  const attention = async () => {
    const { rows } = await sql.query<{ artist: number; customer: number }>(
      `SELECT count(*) FILTER (WHERE attention_artist)::integer AS artist,
         count(*) FILTER (WHERE attention_customer)::integer AS customer FROM conversations`,
    );
    return rows[0];
  };
  await settle('1 hour');
  expect(await attention()).toEqual({ artist: ids.length, customer: ids.length });
  // The customers owe an answer.
  await settle();
  expect(await attention()).toEqual({ artist: 0, customer: ids.length });
  await change(0, { markedUnread: true });
  await say(others[1]!, 1);
  expect(await attention()).toEqual({ artist: 2, customer: ids.length });
});

const FOUND: Record<ConversationFilter, (conversation: Conversation) => boolean> = {
  unread: ({ me }) => me.archivedAt === null && (me.unreadCount > 0 || me.markedUnread),
  waiting: ({ me, waitingOn }) => me.archivedAt === null && waitingOn === me.role,
  archived: ({ me }) => me.archivedAt !== null,
};

async function list(filter?: ConversationFilter): Promise<Conversation[]> {
  const query = { role: 'artist', limit: '100', ...(filter && { filter }) } as const;
  return (await artist.get('listConversations', { query })).conversations;
}

async function say(device: Device, index: number): Promise<void> {
  const body = { type: 'text', clientMessageId: crypto.randomUUID(), content: 'hello' } as const;
  await device.get('sendMessage', { params: { id: ids[index]! }, body });
}

async function read(device: Device, index: number): Promise<void> {
  const params = { id: ids[index]! };
  const { conversation } = await device.get('getConversation', { params });
  await device.get('readConversation', { params, body: { upToSeq: conversation.lastSeq } });
}

function change(index: number, body: { archived?: boolean; markedUnread?: boolean; pinned?: boolean }) {
  return artist.get('updateConversation', { params: { id: ids[index]! }, body });
}

async function settle(quiet = '-1 second'): Promise<void> {
  await sql.query(`SELECT settle_attention('00000000-0000-0000-0000-000000000000', 100, $1)`, [quiet]);
}
