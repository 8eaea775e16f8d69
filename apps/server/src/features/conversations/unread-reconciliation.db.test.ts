import { brokenRules, Device, people, startTestServer, until, type TestServer } from '@duet/testkit';
import { Client } from 'pg';
import { pino } from 'pino';
import { NIL } from 'uuid';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Announcements } from '../../realtime/announcements.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { Database } from '../../platform/postgres/database.ts';
import { conversationIdOf } from './conversation-id.ts';
import { ConversationQueue } from './conversation-queue.ts';
import { WriteRepository } from './write.repository.ts';
import { noImages } from '../images/image.fixture.ts';
import { ConversationRepository } from './conversation.repository.ts';
import type { ConversationService } from './conversation.service.ts';
import { UnreadReconciliation } from './unread-reconciliation.service.ts';

const { alice, bruno } = people;
const conversationId = conversationIdOf(alice.id, bruno.id);
let server: TestServer;
let sql: Client;
let writer: Device;
let reader: Device;

beforeAll(async () => {
  server = await startTestServer();
  sql = new Client({ connectionString: server.databaseUrl });
  await sql.connect();
  writer = await Device.connect(server.url, alice);
  reader = await Device.connect(server.url, bruno);
  await writer.get('createConversation', { body: { customerId: alice.id, artistId: bruno.id } });
  for (let n = 0; n < 3; n += 1) await say(writer);
});
afterAll(async () => {
  writer.close();
  reader.close();
  await sql.end();
  await server.stop();
});

const openDatabase = () =>
  new Database({
    connectionString: server.databaseUrl,
    max: 2,
    logger: pino({ level: 'silent' }),
    metrics: createMetrics(),
  });

it.each([7, 0])('puts a count right that is off (%i), counts it, and tells the devices', async (planted) => {
  const { unreadCount } = (await conversationOf(reader)).me;
  expect(unreadCount).not.toBe(planted);
  const before = await drift();
  const heard = writer.events.length;
  await sql.query('UPDATE conversations SET unread_count_artist = $2 WHERE id = $1', [
    conversationId,
    planted,
  ]);
  await until(async () => (await drift()) === before + 1, { timeout: 15_000 });
  await until(
    () => reader.received('conversation:updated').at(-1)?.conversation.me.unreadCount === unreadCount,
  );
  expect((await conversationOf(reader)).me.unreadCount).toBe(unreadCount);
  expect(server.log()).toContain('an unread count was off');
  // The other side was right, and hears nothing.
  await writer.emit('connection:check', {});
  expect(writer.events).toHaveLength(heard);
});

it('looks at no more than it is to count, and at one conversation at least', async () => {
  const carol = await Device.connect(server.url, people.carol);
  const pair = { customerId: people.carol.id, artistId: bruno.id };
  const other = (await carol.get('createConversation', { body: pair })).conversation.id;
  await carol.get('sendMessage', {
    params: { id: other },
    body: { type: 'text', clientMessageId: crypto.randomUUID(), content: 'hello' },
  });
  carol.close();
  const database = openDatabase();
  const repository = new ConversationRepository(database, { toImage: noImages, contactPolicy: 'off' });
  const last = async (messages: number) =>
    (await repository.findUnreadDrift(NIL, { conversations: 10, messages })).lastId;
  const [first, second] = [conversationId, other].sort();
  expect([await last(1), await last(100)]).toEqual([first, second]);
  await database.close();
});

it('finds nothing off while people write, read, edit and unsend', async () => {
  const database = openDatabase();
  const inc = vi.fn();
  const reconciliation = new UnreadReconciliation({
    repository: new ConversationRepository(database, { toImage: noImages, contactPolicy: 'off' }),
    conversations: { publishUpdated: () => Promise.resolve() } as unknown as ConversationService,
    queue: new ConversationQueue(new WriteRepository(database)),
    announcements: new Announcements(pino({ level: 'silent' })),
    drift: { inc },
    log: pino({ level: 'silent' }),
  });
  const before = await drift();
  let running = true;
  let looks = 0;
  const looking = (async () => {
    while (running) {
      await reconciliation.look(10);
      looks += 1;
    }
  })();
  const work = async (device: Device, other: Device) => {
    for (let n = 0; n < 40; n += 1) {
      const own = { conversationId, clientMessageId: await say(device) };
      if (n % 3 === 0)
        await device.emit('message:edit', { ...own, editId: crypto.randomUUID(), content: 'x' });
      if (n % 4 === 0) await device.emit('message:unsend', own);
      const { lastSeq } = await conversationOf(other);
      await other.emit('message:read', { conversationId, upToSeq: lastSeq - (n % 5) });
    }
  };
  await Promise.all([work(writer, reader), work(reader, writer), work(writer, reader)]);
  running = false;
  await looking;
  await database.close();
  expect(looks).toBeGreaterThan(10);
  expect(inc).not.toHaveBeenCalled();
  expect(await drift()).toBe(before);
  expect(await brokenRules(sql)).toEqual([]);
});

it('goes round over all conversations, in pieces', async () => {
  const ids = Array.from({ length: 25 }, () => crypto.randomUUID());
  await sql.query(
    `INSERT INTO users (id, external_id, name, roles) SELECT id, id::text, 'x', '{customer}' FROM unnest($1::uuid[]) id`,
    [ids],
  );
  await sql.query(
    `INSERT INTO conversations (id, customer_id, artist_id, unread_count_customer) SELECT id, id, $2, 1 FROM unnest($1::uuid[]) id`,
    [ids, bruno.id],
  );
  const before = await drift();
  await until(async () => (await drift()) === before + 25, { timeout: 15_000 });
  const { rows } = await sql.query(
    'SELECT FROM conversations WHERE unread_count_customer <> 0 AND last_seq = 0',
  );
  expect(rows).toEqual([]);
});

/** What the server's own metric says, over both sides. */
const drift = () => server.metric('duet_unread_drift_total{');

async function say(device: Device): Promise<string> {
  const clientMessageId = crypto.randomUUID();
  const ack = await device.emit('message:send', {
    conversationId,
    type: 'text',
    clientMessageId,
    content: 'x',
  });
  if (!ack.ok) throw new Error(ack.error.code);
  return clientMessageId;
}

async function conversationOf(device: Device) {
  return (await device.get('getConversation', { params: { id: conversationId } })).conversation;
}
