import {
  addPeople,
  brokenRules,
  Device,
  people,
  person,
  startTestServer,
  until,
  type TestPerson,
  type TestServer,
} from '@duet/testkit';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { conversationIdOf } from '../src/features/conversations/conversation-id.ts';

/** More than are changed at a time. */
const ARTISTS = 230;
const artists = Array.from({ length: ARTISTS }, (_, n) =>
  person(`01900000-0000-7000-8000-${String(n).padStart(12, '0')}`, `Artist${n}`, ['artist']),
);
const idOf = (artist: TestPerson) => conversationIdOf(people.alice.id, artist.id);

let server: TestServer;
let sql: Client;
let other: Client;

beforeAll(async () => {
  server = await startTestServer();
  [sql, other] = [0, 1].map(() => new Client({ connectionString: server.databaseUrl })) as [Client, Client];
  await Promise.all([sql.connect(), other.connect()]);
  await addPeople(sql, artists);
  for (const artist of artists) {
    await sql.query(
      `INSERT INTO conversations (id, customer_id, artist_id, opened_at_customer, opened_at_artist)
       VALUES ($1, $2, $3, now(), now())`,
      [idOf(artist), people.alice.id, artist.id],
    );
  }
});
beforeEach(() => untilSpread());
afterAll(async () => {
  await Promise.all([sql.end(), other.end()]);
  await server.stop();
});

const renamesLeft = async () => (await sql.query('SELECT FROM renames')).rowCount;
const untilSpread = () => until(async () => (await renamesLeft()) === 0, { timeout: 15_000 });
const rename = (name: string) =>
  sql.query('UPDATE users SET name = $2 WHERE id = $1', [people.alice.id, name]);
const versions = async () => {
  const { rows } = await sql.query<{ id: string; customer: number; artist: number }>(
    'SELECT id, version_customer AS customer, version_artist AS artist FROM conversations ORDER BY id',
  );
  return new Map(rows.map(({ id, ...version }) => [id, version]));
};
const raised = (before: Awaited<ReturnType<typeof versions>>, by: number) =>
  new Map([...before].map(([id, { customer, artist }]) => [id, { customer, artist: artist + by }]));

it('shows a new name in every conversation of the other side once, by event and by sync, and to nobody else', async () => {
  const [near, far] = [artists[0]!, artists.at(-1)!];
  const devices = await Promise.all([people.alice, near, far].map((one) => Device.connect(server.url, one)));
  const [alice, ...watchers] = devices;
  const before = await versions();
  const cursors = await Promise.all(watchers.map(async (one) => (await one.get('sync', {})).cursor));
  await alice!.get('updateMe', { body: { name: 'Alicia' } });
  for (const [index, watcher] of watchers.entries()) {
    await until(() => watcher.received('conversation:updated').length > 0, { timeout: 15_000 });
    const conversation = watcher.received('conversation:updated')[0]?.conversation;
    expect(conversation?.peer).toMatchObject({ user: { id: people.alice.id, name: 'Alicia' } });
    const { conversations } = await watcher.get('sync', { query: { cursor: cursors[index] } });
    expect(conversations.map(({ conversation }) => conversation.peer.user.name)).toEqual(['Alicia']);
  }
  await untilSpread();
  expect(await versions()).toEqual(raised(before, 1));
  for (const device of devices) await device.emit('connection:check', {});
  expect(alice!.received('conversation:updated')).toEqual([]);
  for (const watcher of watchers) expect(watcher.received('conversation:updated')).toHaveLength(1);
  for (const device of devices) device.close();
});

it('waits for no conversation that is held, and reaches it as soon as it is not', async () => {
  const before = await versions();
  const ids = [...before.keys()];
  const held = ids[150]!;
  const watcher = await Device.connect(
    server.url,
    artists.find((artist) => idOf(artist) === held)!,
  );
  await other.query('BEGIN');
  await other.query('SELECT FROM conversations WHERE id = $1 FOR UPDATE', [held]);
  await rename('Alya');
  await until(
    async () => {
      const now = await versions();
      return ids.slice(0, 150).every((id) => now.get(id)!.artist === before.get(id)!.artist + 1);
    },
    { timeout: 15_000 },
  );
  expect((await versions()).get(held)).toEqual(before.get(held));
  await other.query('ROLLBACK');
  await untilSpread();
  await until(() => watcher.received('conversation:updated').at(-1)?.conversation.peer.user.name === 'Alya');
  expect(await versions()).toEqual(raised(before, 1));
  watcher.close();
});

it('begins anew when the name changes again, survives a killed server, and leaves an unchanged name alone', async () => {
  const before = await versions();
  await rename('Alya');
  expect(await renamesLeft()).toBe(0);
  await server.kill('SIGKILL');
  await rename('Alice the first');
  await rename('Alice');
  expect(await versions()).toEqual(before);
  await server.restart();
  await untilSpread();
  expect(await versions()).toEqual(raised(before, 1));
  expect(await brokenRules(sql)).toEqual([]);
});
