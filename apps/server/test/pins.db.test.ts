import { LIMITS } from '@duet/contract';
import { addPeople, Device, people, person, startTestServer, until, type TestServer } from '@duet/testkit';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

// What is pinned stands before what is not, on the first page; and there are never too many.

const { bruno } = people;
const MOST = LIMITS.pinnedConversations;
const customers = Array.from({ length: MOST + 3 }, (_, index) =>
  person(crypto.randomUUID(), `Customer${index}`, ['customer']),
);

let server: TestServer;
let artist: Device;
/** In the order of their last message, the newest first. */
let ids: string[];

beforeAll(async () => {
  server = await startTestServer({ env: { RATE_FACTOR: '100' } });
  const sql = new Client({ connectionString: server.databaseUrl });
  await sql.connect();
  await addPeople(sql, customers);
  await sql.end();
  artist = await Device.connect(server.url, bruno);
  ids = [];
  for (const { id: customerId } of customers) {
    const { conversation } = await artist.get('createConversation', {
      body: { customerId, artistId: bruno.id },
    });
    ids.unshift(conversation.id);
    await say(conversation.id);
  }
});
afterAll(async () => {
  artist.close();
  await server.stop();
});

it('of pins at the same time as many succeed as there may be', async () => {
  const pins = await Promise.all(ids.map((id) => pin(id, true)));
  expect(pins.filter(({ status }) => status === 200)).toHaveLength(MOST);
  expect(pins.filter(({ error }) => error?.code === 'too_many_pins')).toHaveLength(ids.length - MOST);
  const pinned = (await list()).conversations.filter(({ me }) => me.pinnedAt !== null);
  expect(pinned).toHaveLength(MOST);

  // One that is pinned may be so again, and one that goes makes room.
  expect((await pin(pinned[0]!.id, true)).status).toBe(200);
  await pin(pinned[0]!.id, false);
  const other = ids.find((id) => !pinned.some((one) => one.id === id))!;
  expect((await pin(other, true)).status).toBe(200);
  for (const id of ids) await pin(id, false);
});

it('the pinned come first, once, before a page of the others', async () => {
  const oldest = ids.slice(-2);
  for (const id of oldest) await pin(id, true);
  const first = await list({ limit: '3' });
  expect(first.conversations.map(({ id }) => id)).toEqual([...oldest, ...ids.slice(0, 3)]);
  const rest = await list({ limit: '100', cursor: first.nextCursor! });
  expect(rest.conversations.map(({ id }) => id)).toEqual(ids.slice(3, -2));

  await say(oldest[1]!);
  const [newest, other] = (await list()).conversations;
  expect([newest!.id, other!.id]).toEqual([oldest[1], oldest[0]]);
});

async function pin(id: string, pinned: boolean) {
  const answer = await artist.call('updateConversation', { params: { id }, body: { pinned } });
  return { status: answer.status, error: answer.ok ? undefined : answer.error };
}

function list(query: { limit?: string; cursor?: string } = {}) {
  return artist.get('listConversations', { query: { role: 'artist', ...query } });
}

async function say(conversationId: string): Promise<void> {
  const body = { type: 'text', clientMessageId: crypto.randomUUID(), content: 'hello' } as const;
  await artist.get('sendMessage', { params: { id: conversationId }, body });
  const { conversation } = await artist.get('getConversation', { params: { id: conversationId } });
  await until(() => Date.now() > Date.parse(conversation.lastMessageAt));
}
