import { randomUUID } from 'node:crypto';
import type { ServerEventName } from '@duet/contract';
import { bookings, Device, people, startTestServer, until, type TestServer } from '@duet/testkit';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conversationIdOf } from '../src/features/conversations/conversation-id.ts';

// What is committed and announced by nobody: here because it is done in SQL, in life because a process died in between.

const { alice, bruno, carol } = people;
const conversationId = conversationIdOf(alice.id, bruno.id);
const WITHIN = { timeout: 10_000 };

let server: TestServer;
let sql: Client;
let phone: Device;
let other: Device;

beforeAll(async () => {
  server = await startTestServer();
  sql = new Client({ connectionString: server.databaseUrl });
  await sql.connect();
  phone = await Device.connect(server.url, alice);
  other = await Device.connect(server.url, bruno);
  await phone.get('createConversation', {
    body: { customerId: alice.id, artistId: bruno.id, bookingId: bookings.requested },
  });
  await append(alice.id, 'hello');
});
afterAll(async () => {
  phone.close();
  other.close();
  await sql.end();
  await server.stop();
});

describe('what nobody announced reaches connected devices within ten seconds', () => {
  it('messages, and none is announced twice', async () => {
    const told = (content: string) =>
      phone.received('message:new').filter(({ message }) => message.content === content).length;
    const sent = Array.from({ length: 20 }, (_, n) => `announced ${n}`);
    for (const content of sent) await say(content);
    await append(bruno.id, 'swallowed 1');
    await append(bruno.id, 'swallowed 2');
    await until(() => told('swallowed 2') > 0, WITHIN);
    // Whatever was found together with the next one was found a second time.
    await append(bruno.id, 'swallowed 3');
    await until(() => told('swallowed 3') > 0, WITHIN);
    expect([...sent, 'swallowed 1', 'swallowed 2', 'swallowed 3'].map(told)).toEqual(Array(23).fill(1));
    const last = phone.received('message:new').at(-1)!;
    expect(last.conversation.lastSeq).toBe(last.message.seq);
  });

  it('edits and unsends, of old messages too, as they stand in the end', async () => {
    const edited = await append(bruno.id, 'as it was');
    const unsent = await append(bruno.id, 'regretted');
    for (let n = 0; n < 31; n += 1) await append(alice.id, `later ${n}`);
    await revise('edit_message', edited, [randomUUID(), 'in between', null]);
    await revise('edit_message', edited, [randomUUID(), 'as it is', null]);
    await revise('unsend_message', unsent, []);
    const told = (device: Device) => device.received('message:updated').map(({ message }) => message);
    for (const device of [phone, other]) {
      await until(() => told(device).length >= 2, WITHIN);
      expect(told(device)).toMatchObject([
        { clientMessageId: edited, revision: 2, content: 'as it is' },
        { clientMessageId: unsent, revision: 1, content: null },
      ]);
    }
  });

  it('receipts and a changed booking, to both', async () => {
    const { lastSeq } = await conversationOf(phone);
    await swallow(`advance_watermark($1, 'artist', 'read', ${lastSeq})`);
    await swallow(
      `update_booking_status('${bookings.requested}', 1, 'accepted', '${bruno.id}', $1,
         gen_random_uuid(), gen_random_uuid(), 'was accepted')`,
    );
    const seenBy = (device: Device) => device.received('conversation:updated').at(-1)?.conversation;
    for (const device of [phone, other]) {
      await until(() => seenBy(device)?.booking?.status === 'accepted', WITHIN);
    }
    expect(seenBy(phone)?.peer.readSeq).toBe(lastSeq);
    expect(seenBy(other)?.me).toMatchObject({ readSeq: lastSeq, unreadCount: 0 });
  });

  it('what a person did to their own view, and the other one is not told a thing', async () => {
    await sql.query('UPDATE users SET read_receipts = false WHERE id = $1', [alice.id]);
    await settled();
    const { lastSeq } = await conversationOf(phone);
    await phone.emit('message:delivered', { conversationId, upToSeq: lastSeq });
    await until(() => other.received('message:delivered').at(-1)?.upToSeq === lastSeq);
    const heard = other.events.length;
    await swallow(`update_conversation($1, 'customer', true, NULL, NULL)`);
    await swallow(`advance_watermark($1, 'customer', 'read', ${lastSeq})`);
    const own = () => phone.received('conversation:updated').at(-1)?.conversation.me;
    await until(() => own()?.readSeq === lastSeq && own()?.archivedAt !== null, WITHIN);
    await other.emit('connection:check', {});
    expect(other.events).toHaveLength(heard);
    await sql.query('UPDATE users SET read_receipts = true WHERE id = $1', [alice.id]);
  });

  it('and only the two people are told', async () => {
    const stranger = await Device.connect(server.url, carol);
    await append(bruno.id, 'not for carol');
    await until(() => phone.received('message:new').at(-1)?.message.content === 'not for carol', WITHIN);
    await stranger.emit('connection:check', {});
    expect(stranger.events).toEqual([]);
    stranger.close();
  });
});

it('announces nothing a second time that was announced in the usual way', async () => {
  await settled();
  const before = { phone: phone.events.length, other: other.events.length };
  const clientMessageId = await say('one');
  const upToSeq = (await conversationOf(phone)).lastSeq;
  await phone.emit('message:read', { conversationId, upToSeq });
  await phone.emit('conversation:update', { conversationId, archived: true });
  await phone.emit('conversation:update', { conversationId, archived: false });
  await other.emit('message:edit', { conversationId, clientMessageId, editId: randomUUID(), content: 'two' });
  await other.emit('message:unsend', { conversationId, clientMessageId });
  await settled();
  const names = (device: Device, from: number): ServerEventName[] =>
    device.events.slice(from).map(({ event }) => event);
  const mark = ['conversation:updated', 'message:new'];
  expect(names(phone, before.phone)).toEqual(['message:new', 'message:updated', 'message:updated', ...mark]);
  expect(names(other, before.other)).toEqual(['message:read', ...mark]);
});

describe.each(['kill', 'throw'] as const)(
  'a process that fails (%s) between commit and publishing',
  (action) => {
    it('of an edit: the other person is told by another process within ten seconds', async () => {
      const clientMessageId = await say(`before the ${action}`);
      const failing = await startTestServer({
        databaseUrl: server.databaseUrl,
        env: { DUET_FAILPOINTS: `commit-publish=${action}@1` },
      });
      const editor = await Device.connect(failing.url, bruno);
      const edit = { editId: randomUUID(), content: `edited before the ${action}` };
      const answer = await editor
        .emit('message:edit', { conversationId, clientMessageId, ...edit })
        .catch(() => undefined);
      if (action === 'kill') await failing.ended();
      else expect(answer).toMatchObject({ ok: false, error: { code: 'internal', retryable: true } });
      for (const device of action === 'kill' ? [phone, other] : [phone, other, editor]) {
        await until(
          () => device.received('message:updated').some(({ message }) => message.content === edit.content),
          WITHIN,
        );
      }
      editor.close();
      if (action === 'throw') await failing.stop();
    });
  },
);

/** Looks have passed, so that whatever was there to be told before has been told. */
async function settled(): Promise<void> {
  const mark = randomUUID();
  await append(bruno.id, mark);
  for (const device of [phone, other]) {
    await until(() => device.received('message:new').at(-1)?.message.content === mark, WITHIN);
  }
}

async function say(content: string): Promise<string> {
  const clientMessageId = randomUUID();
  const ack = await other.emit('message:send', { conversationId, type: 'text', clientMessageId, content });
  if (!ack.ok) throw new Error(ack.error.code);
  return clientMessageId;
}

/** Stores a message as the server does, and tells nobody; answers its client's id. */
async function append(senderId: string, content: string): Promise<string> {
  const clientMessageId = randomUUID();
  const role = senderId === alice.id ? 'customer' : 'artist';
  await sql.query(
    `SELECT append_message(gen_random_uuid(), $1, $2, $3, $4, 'text', $5, NULL, '[]', NULL, NULL, NULL, NULL, NULL)`,
    [conversationId, clientMessageId, senderId, role, content],
  );
  return clientMessageId;
}

async function revise(name: string, clientMessageId: string, values: readonly unknown[]): Promise<void> {
  const parameters = values.map((_value, index) => `, $${index + 4}`).join('');
  await sql.query(`SELECT ${name}($1, $2, $3${parameters}, '1 hour')`, [
    conversationId,
    clientMessageId,
    bruno.id,
    ...values,
  ]);
}

async function swallow(call: string): Promise<void> {
  await sql.query(`SELECT ${call}`, [conversationId]);
}

async function conversationOf(device: Device) {
  return (await device.get('getConversation', { params: { id: conversationId } })).conversation;
}
