import { conversationIdOf } from '../src/features/conversations/conversation-id.ts';
import {
  addBooking,
  addPeople,
  Device,
  people,
  person,
  startTestServer,
  until,
  type TestServer,
} from '@duet/testkit';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

// Somebody is found by the beginning of a word of their name, or by a booking's code; among one's own conversations alone.

const { bruno, alice } = people;
const NAMES = ['김민아', 'Margareta Hohenstein-Österreicher', 'نور الهاشمي', 'Mina Kim', 'Tomás Ribeiro'];
const customers = NAMES.map((name, index) => ({
  ...person(crypto.randomUUID(), `customer${index}`, ['customer']),
  name,
}));

let server: TestServer;
let sql: Client;
let artist: Device;

beforeAll(async () => {
  server = await startTestServer({ env: { RATE_FACTOR: '100' } });
  sql = new Client({ connectionString: server.databaseUrl });
  await sql.connect();
  await addPeople(sql, customers);
  artist = await Device.connect(server.url, bruno);
  for (const { id } of customers) await open(id);
  await indexed();
});
afterAll(async () => {
  artist.close();
  await sql.end();
  await server.stop();
});

it.each([
  ['kim', ['Mina Kim']],
  ['KIM mi', ['Mina Kim']],
  ['mi', ['Mina Kim']],
  ['m', ['Mina Kim', 'Margareta Hohenstein-Österreicher']],
  ['osterreich', ['Margareta Hohenstein-Österreicher']],
  ['김', ['김민아']],
  ['민아', ['김민아']],
  ['기', ['김민아']],
  ['الها', ['نور الهاشمي']],
  ['tomas', ['Tomás Ribeiro']],
  ['kim ribeiro', []],
  ['ina', []],
  ["' OR 1=1 --", []],
  ['%', []],
])('«%s» finds %j', async (text, names) => {
  expect(await find(text)).toEqual(names);
});

it('is answered page by page, newest first', async () => {
  const query = { role: 'artist', search: 'm', limit: '1' } as const;
  const first = await artist.get('listConversations', { query });
  const second = await artist.get('listConversations', { query: { ...query, cursor: first.nextCursor! } });
  const names = [...first.conversations, ...second.conversations].map(({ peer }) => peer.user.name);
  expect([names, second.nextCursor]).toEqual([['Mina Kim', 'Margareta Hohenstein-Österreicher'], null]);
});

it('finds archived ones too, and nobody else’s', async () => {
  const id = conversationIdOf(customers[3]!.id, bruno.id);
  await artist.get('updateConversation', { params: { id }, body: { archived: true } });
  expect(await find('mina')).toEqual(['Mina Kim']);
  const carol = await Device.connect(server.url, people.carol);
  const query = { role: 'customer', search: 'mina' } as const;
  expect((await carol.get('listConversations', { query })).conversations).toEqual([]);
  // Whom the other one has not written to yet does not find them.
  const mina = await Device.connect(server.url, customers[3]!);
  expect(
    (await mina.get('listConversations', { query: { ...query, search: 'bruno' } })).conversations,
  ).toEqual([]);
  await artist.get('sendMessage', {
    params: { id },
    body: { type: 'text', clientMessageId: crypto.randomUUID(), content: 'hello' },
  });
  const found = await mina.get('listConversations', { query: { ...query, search: 'bruno' } });
  expect(found.conversations.map((one) => one.id)).toEqual([id]);
  carol.close();
  mina.close();
});

it('knows a booking from when it is there, by its code, on either side', async () => {
  const booking = { code: 'DU-7731', status: 'requested', customer: customers[4]!, artist: people.bruno };
  await addBooking(sql, { id: crypto.randomUUID(), ...booking });
  await indexed();
  for (const text of ['DU-7731', 'du7731', '773']) expect(await find(text), text).toEqual(['Tomás Ribeiro']);
  await sql.query(`UPDATE bookings SET code = 'DU-8842' WHERE code = 'DU-7731'`);
  await indexed();
  expect([await find('7731'), await find('8842')]).toEqual([[], ['Tomás Ribeiro']]);
});

it('knows a conversation that comes after its booking', async () => {
  expect(await find('TEST-requested')).toEqual([]);
  await open(alice.id);
  await indexed();
  expect(await find('TEST-requested')).toEqual(['Alice']);
  await indexed();
});

it('finds people by their new name, and by the old one no more', async () => {
  const tomas = await Device.connect(server.url, customers[4]!);
  await tomas.get('updateMe', { body: { name: 'Thomas Brook' } });
  await until(async () => (await find('brook')).length === 1);
  expect(await find('ribeiro')).toEqual([]);
  // What is the same is not written again.
  expect(await find('8842')).toEqual(['Thomas Brook']);
  tomas.close();
});

it('leaves to the next time who was noted anew meanwhile', async () => {
  const pair = [customers[0]!.id, bruno.id];
  const conversationId = conversationIdOf(pair[0]!, pair[1]!);
  await sql.query('BEGIN');
  await sql.query('INSERT INTO pairs_to_index VALUES ($1, $2)', pair);
  const { rows } = await sql.query<{ note: string }>(
    'SELECT note FROM pairs_to_index WHERE customer_id = $1',
    [pair[0]],
  );
  const index = (note: number, word: string) =>
    sql.query('SELECT index_pairs($1, $2, $3, $4, $5, $6, $7)', [
      ...pair.map((id) => [id]),
      [note],
      [conversationId],
      [1],
      [bruno.id],
      [word],
    ]);
  const words = async () =>
    (
      await sql.query<{ word: string }>(`SELECT word FROM conversation_words WHERE conversation_id = $1`, [
        conversationId,
      ])
    ).rows.map(({ word }) => word);
  const before = await words();
  await index(Number(rows[0]!.note) - 1, 'old');
  expect(await words()).toEqual(before);
  await index(Number(rows[0]!.note), 'new');
  expect(await words()).toEqual(['new']);
  await sql.query('ROLLBACK');
});

it('refuses a search together with a filter, and one that is too long or empty', async () => {
  for (const query of [
    { role: 'artist', search: 'kim', filter: 'unread' },
    { role: 'artist', search: 'k'.repeat(101) },
    { role: 'artist', search: '' },
  ] as const) {
    expect(await artist.call('listConversations', { query })).toMatchObject({
      status: 400,
      error: { code: 'validation_failed' },
    });
  }
});

async function find(search: string): Promise<string[]> {
  const { conversations } = await artist.get('listConversations', { query: { role: 'artist', search } });
  return conversations.map(({ peer }) => peer.user.name);
}

async function open(customerId: string): Promise<void> {
  await artist.get('createConversation', { body: { customerId, artistId: bruno.id } });
}

/** Everything that was noted has been written. */
async function indexed(): Promise<void> {
  await until(async () => {
    const { rows } = await sql.query<{ count: string }>('SELECT count(*) FROM pairs_to_index');
    return rows[0]!.count === '0';
  });
}
