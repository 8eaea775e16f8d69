import type { Message } from '@duet/contract';
import { addBooking, Device, people, startTestServer, until, type TestServer } from '@duet/testkit';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { PersonDataRepository } from '../src/features/privacy/person-data.repository.ts';
import { createMetrics } from '../src/platform/metrics.ts';
import { Database } from '../src/platform/postgres/database.ts';

// What people write around the marketplace, before it has anything to do with them: told or hidden, as the marketplace
// chooses, in whatever way it might reach the other side, until a booking of the two is accepted.

const { carol, bruno } = people;
const NUMBER = '0170 1234567';
const WRITTEN = `call me: ${NUMBER}`;
const MASKED = 'call me: •••';

let masking: TestServer;
let warning: TestServer;
let sql: Client;
let from: Device;
let to: Device;
let conversationId: string;

beforeAll(async () => {
  masking = await startTestServer({ env: { CONTACT_POLICY: 'mask', RATE_FACTOR: '100' } });
  warning = await startTestServer({ databaseUrl: masking.databaseUrl, env: { RATE_FACTOR: '100' } });
  sql = new Client({ connectionString: masking.databaseUrl });
  await sql.connect();
  from = await Device.connect(masking.url, carol);
  to = await Device.connect(masking.url, bruno);
  const pair = { customerId: carol.id, artistId: bruno.id };
  conversationId = (await from.get('createConversation', { body: pair })).conversation.id;
});
afterAll(async () => {
  from.close();
  to.close();
  await sql.end();
  await warning.stop();
  await masking.stop();
});
beforeEach(async () => {
  await sql.query('UPDATE conversations SET booking_id = NULL, booked_at = NULL WHERE id = $1', [
    conversationId,
  ]);
  await sql.query('DELETE FROM bookings WHERE customer_id = $1', [carol.id]);
});

it('is hidden from the other side wherever it might show, and not from its author', async () => {
  const { cursor } = await to.get('sync', { query: {} });
  const heard = to.events.length;
  const { message } = await send(WRITTEN);
  expect(message).toMatchObject({ content: WRITTEN, caution: ['phone'], masked: true, metadata: null });
  expect(await asSeenBy(from, message.id)).toMatchObject({
    content: WRITTEN,
    caution: ['phone'],
    masked: true,
  });
  const edited = await send('nothing yet');
  await edit(edited.message, `it is ${NUMBER}`);
  const answer = await to.get('sendMessage', {
    params: { id: conversationId },
    body: { type: 'text', clientMessageId: crypto.randomUUID(), content: 'why?', replyToId: message.id },
  });
  await until(() => to.received('message:updated').length > 0);

  const params = { id: conversationId };
  const seen = [
    await to.get('listMessages', { params, query: {} }),
    await to.get('listMessages', { params, query: {} }),
    await to.get('listMessages', { params, query: { limit: '50' } }),
    await to.get('listMessages', { params, query: { aroundSeq: String(message.seq) } }),
    await to.get('getMessage', { params: { id: message.id } }),
    await to.get('getConversation', { params }),
    await to.get('listConversations', { query: { role: 'artist' } }),
    await to.get('listConversations', { query: { role: 'artist', search: 'carol' } }),
    await to.get('sync', { query: { cursor } }),
    await exportOf(bruno.id),
    answer,
    to.events.slice(heard),
  ];
  for (const told of seen) expect(JSON.stringify(told)).not.toContain('1234567');
  expect(seen.slice(0, 5).map((told) => JSON.stringify(told).includes(MASKED))).toEqual(Array(5).fill(true));
  expect(await asSeenBy(to, message.id)).toMatchObject({ content: MASKED, caution: ['phone'], masked: true });
  expect(JSON.stringify(await exportOf(carol.id))).toContain(NUMBER);
});

it('of an edit is what its new text has', async () => {
  const { message } = await send(WRITTEN);
  expect(await edit(message, 'here is better')).toMatchObject({ caution: [], masked: false });
  expect(await asSeenBy(to, message.id)).toMatchObject({
    content: 'here is better',
    caution: [],
    masked: false,
  });
  expect(await edit(message, 'mail a.b@gmail.com')).toMatchObject({ caution: ['email'], masked: true });
  expect(await asSeenBy(to, message.id)).toMatchObject({
    content: 'mail •••',
    caution: ['email'],
    masked: true,
  });
  await from.get('unsendMessage', {
    params: { id: conversationId, clientMessageId: message.clientMessageId },
  });
  expect(await asSeenBy(to, message.id)).toMatchObject({ content: null, caution: [], masked: false });
});

it('is shown when a booking of the two is accepted, live and by sync, and from then on', async () => {
  const { message } = await send(WRITTEN);
  const { cursor } = await to.get('sync', { query: {} });
  const before = await asSeenBy(to, message.id);
  const id = await request();
  expect(await policy(to)).toBe('mask');
  await to.get('updateBookingStatus', { params: { id }, body: { status: 'accepted', version: 1 } });

  const isShown = ({ message: { id: told, content } }: { message: Message }) =>
    told === message.id && content === WRITTEN;
  await until(() => to.received('message:updated').some(isShown));
  await until(() =>
    from.received('message:updated').some(({ message: told }) => told.id === message.id && !told.masked),
  );
  const after = await asSeenBy(to, message.id);
  expect(after).toEqual({ ...before, content: WRITTEN, masked: false, revision: before.revision + 1 });
  expect(after.editedAt).toBeNull();
  expect(JSON.stringify(await to.get('sync', { query: { cursor } }))).toContain(NUMBER);
  expect(await policy(to)).toBe('off');
  const { rows } = await sql.query(
    'SELECT content, masked_content FROM message_revisions WHERE conversation_id = $1 AND seq = $2',
    [conversationId, message.seq],
  );
  expect(rows).toEqual([{ content: WRITTEN, masked_content: MASKED }]);

  expect((await send(WRITTEN)).message).toMatchObject({ caution: [], masked: false });
  await to.get('updateBookingStatus', { params: { id }, body: { status: 'cancelled', version: 2 } });
  expect(await policy(to)).toBe('off');
});

it('is not hidden for good, however sending and accepting meet', async () => {
  const id = await request();
  const sends = Array.from({ length: 20 }, () => send(WRITTEN));
  await sends[3];
  await to.get('updateBookingStatus', { params: { id }, body: { status: 'accepted', version: 1 } });
  await Promise.all([...sends, send(WRITTEN)]);
  const { rows } = await sql.query(
    'SELECT FROM messages WHERE conversation_id = $1 AND masked_content IS NOT NULL',
    [conversationId],
  );
  expect(rows).toEqual([]);
});

it('is stored once, however often it is sent', async () => {
  const clientMessageId = crypto.randomUUID();
  const all = await Promise.all([1, 2, 3].map(() => send(WRITTEN, clientMessageId)));
  expect(all.filter(({ created }) => created)).toHaveLength(1);
  for (const { message } of all) expect(message).toMatchObject({ content: WRITTEN, masked: true });
});

it('is told to both and hidden from nobody where the marketplace only warns', async () => {
  const signedIn = await Device.connect(warning.url, carol);
  const body = {
    type: 'text',
    clientMessageId: crypto.randomUUID(),
    content: `${WRITTEN}, or pay cash`,
  } as const;
  const { message } = await signedIn.get('sendMessage', { params: { id: conversationId }, body });
  expect(message).toMatchObject({ caution: ['phone', 'payment'], masked: false });
  expect(await asSeenBy(to, message.id)).toMatchObject({
    content: body.content,
    caution: ['phone', 'payment'],
  });
  expect(await policy(signedIn)).toBe('warn');
  await signedIn.get('tellContactWarning', { body: { kinds: ['phone'], outcome: 'sent' } });
  const metrics = await (await fetch(`${warning.url}/metrics`)).text();
  expect(metrics).toContain('duet_contact_details_stored_total{kind="phone"} 1');
  expect(metrics).toContain('duet_contact_warnings_total{kind="phone",outcome="sent"} 1');
  signedIn.close();
});

async function send(content: string, clientMessageId: string = crypto.randomUUID()) {
  const body = { type: 'text', clientMessageId, content } as const;
  return from.get('sendMessage', { params: { id: conversationId }, body });
}

async function edit({ clientMessageId }: Message, content: string): Promise<Message> {
  const params = { id: conversationId, clientMessageId };
  return (await from.get('editMessage', { params, body: { editId: crypto.randomUUID(), content } })).message;
}

async function asSeenBy(device: Device, id: string): Promise<Message> {
  return (await device.get('getMessage', { params: { id } })).message;
}

async function policy(device: Device) {
  return (await device.get('getConversation', { params: { id: conversationId } })).conversation.contactPolicy;
}

/** What an administrator hands out to a person. */
async function exportOf(personId: string): Promise<object[]> {
  const database = new Database({
    connectionString: masking.databaseUrl,
    max: 1,
    logger: pino({ level: 'silent' }),
    metrics: createMetrics(),
  });
  const lines = await new PersonDataRepository(database).exportMessages(conversationId, personId, 0, 100);
  await database.close();
  return lines;
}

/** A booking that is not accepted yet. */
async function request(): Promise<string> {
  const id = crypto.randomUUID();
  await addBooking(sql, { id, code: `TEST-${id}`, status: 'requested', customer: carol, artist: bruno });
  return id;
}
