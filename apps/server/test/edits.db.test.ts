import { Device, people, startTestServer, until, type TestServer } from '@duet/testkit';
import { LIMITS, type Message } from '@duet/contract';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// Every story is told twice: over REST and over the socket.
const TRANSPORTS = ['REST', 'socket'] as const;
type Transport = (typeof TRANSPORTS)[number];

let server: TestServer;
let sql: Client;
let alice: Device;
let bruno: Device;
let conversationId: string;

beforeAll(async () => {
  server = await startTestServer();
  sql = new Client({ connectionString: server.databaseUrl });
  await sql.connect();
  alice = await Device.connect(server.url, people.alice);
  bruno = await Device.connect(server.url, people.bruno);
  const pair = { customerId: people.alice.id, artistId: people.bruno.id };
  conversationId = (await alice.get('createConversation', { body: pair })).conversation.id;
});
afterAll(async () => {
  alice.close();
  bruno.close();
  await sql.end();
  await server.stop();
});

describe.each(TRANSPORTS)('over %s', (transport) => {
  it('an edit is marked, keeps what was, and reaches both people once', async () => {
    const phone = await Device.connect(server.url, people.alice);
    const sent = await send('as it was');
    const edited = await edit(transport, alice, sent, 'as it is');
    expect(edited).toMatchObject({
      id: sent.id,
      seq: sent.seq,
      sentAt: sent.sentAt,
      content: 'as it is',
      revision: 1,
      editedAt: expect.any(String) as string,
      deletedAt: null,
    });
    for (const device of [phone, bruno]) {
      await until(() => updatesOf(device, sent).length === 1);
      expect(updatesOf(device, sent)).toEqual([edited]);
    }
    // The socket that asked has the answer; a REST call has no socket.
    await alice.emit('connection:check', {});
    expect(updatesOf(alice, sent)).toHaveLength(transport === 'REST' ? 1 : 0);
    expect(await kept(sent)).toEqual([{ revision: 0, content: 'as it was', actor_id: people.alice.id }]);
    expect(await fetchMessage(bruno, sent.seq)).toEqual(edited);
    phone.close();
  });

  it('an edit is made once per editId, and a late repeat does not take a later one back', async () => {
    const sent = await send('one');
    const editId = crypto.randomUUID();
    await edit(transport, alice, sent, 'two', editId);
    const last = await edit(transport, alice, sent, 'three');
    const repeats = await Promise.all(TRANSPORTS.map((by) => edit(by, alice, sent, 'two', editId)));
    for (const repeat of repeats) expect(repeat).toEqual(last);
    expect(last).toMatchObject({ content: 'three', revision: 2 });
    expect(await kept(sent)).toHaveLength(2);
    await bruno.emit('connection:check', {});
    expect(updatesOf(bruno, sent).map(({ content }) => content)).toEqual(['two', 'three']);
  });

  it('an unsend leaves a tombstone in place, again and again, and keeps what was', async () => {
    const before = await send('before');
    const sent = await send('regretted');
    const after = await send('after');
    await edit(transport, alice, sent, 'still regretted');
    const { unreadCount } = (await conversationOf(bruno)).me;
    const tombstone = await unsend(transport, alice, sent);
    expect(tombstone).toMatchObject({
      seq: sent.seq,
      content: null,
      images: [],
      revision: 2,
      deletedAt: expect.any(String) as string,
    });
    expect(await unsend(transport, alice, sent)).toEqual(tombstone);
    expect((await conversationOf(bruno)).me.unreadCount).toBe(unreadCount);
    expect(await fetchMessage(bruno, sent.seq)).toEqual(tombstone);
    expect([before.seq, after.seq]).toEqual([sent.seq - 1, sent.seq + 1]);
    await bruno.emit('connection:check', {});
    expect(updatesOf(bruno, sent)).toHaveLength(2);
    expect((await kept(sent)).map(({ content }) => content)).toEqual(['regretted', 'still regretted']);
    const stored = await sql.query<{ row: string }>('SELECT m::text AS row FROM messages m WHERE id = $1', [
      sent.id,
    ]);
    expect(stored.rows[0]?.row).not.toContain('regretted');
    expect(await code(edit(transport, alice, sent, 'too much'))).toBe('message_deleted');
  });

  it('a late repeat of the send is answered with the message as it stands', async () => {
    const sent = await send('first');
    await edit(transport, alice, sent, 'second');
    const edited = await send('first', sent.clientMessageId);
    expect(edited).toMatchObject({ id: sent.id, content: 'second', revision: 1 });
    await unsend(transport, alice, sent);
    expect(await send('first', sent.clientMessageId)).toMatchObject({ content: null, revision: 2 });
    expect(await code(send('second', sent.clientMessageId))).toBe('client_message_id_reused');
  });

  it('nobody changes what is not theirs: it is not there', async () => {
    const sent = await send('mine');
    const absent = { ...sent, clientMessageId: crypto.randomUUID() };
    const carol = await Device.connect(server.url, people.carol);
    for (const [device, message, expected] of [
      [bruno, sent, 'message_not_found'],
      [alice, absent, 'message_not_found'],
      [carol, sent, 'conversation_not_found'],
    ] as const) {
      expect(await code(edit(transport, device, message, 'yours'))).toBe(expected);
      expect(await code(unsend(transport, device, message))).toBe(expected);
    }
    expect(carol.events).toEqual([]);
    carol.close();
    expect(await fetchMessage(alice, sent.seq)).toMatchObject({ content: 'mine', revision: 0 });
  });

  it('both have their time, and what was done in time stays done', async () => {
    const sent = await send('old');
    const editId = crypto.randomUUID();
    await edit(transport, alice, sent, 'in time', editId);
    await age(sent, LIMITS.editWindow + 1_000);
    expect(await code(edit(transport, alice, sent, 'late'))).toBe('edit_too_late');
    expect(await edit(transport, alice, sent, 'in time', editId)).toMatchObject({ content: 'in time' });
    const older = await send('older');
    await age(older, LIMITS.unsendWindow + 1_000);
    expect(await code(unsend(transport, alice, older))).toBe('unsend_too_late');
    await unsend(transport, alice, sent);
    await age(sent, LIMITS.unsendWindow);
    expect(await unsend(transport, alice, sent)).toMatchObject({ content: null });
  });

  it.each([
    ['closed', `status = 'closed'`, 'conversation_closed'],
    ['blocked', `blocked_at_artist = now()`, 'conversation_blocked'],
  ])('a %s conversation takes no new text, but lets text be taken back', async (_name, change, expected) => {
    const sent = await send('before');
    await sql.query(`UPDATE conversations SET ${change} WHERE id = $1`, [conversationId]);
    expect(await code(edit(transport, alice, sent, 'after'))).toBe(expected);
    expect(await unsend(transport, alice, sent)).toMatchObject({ content: null });
    await sql.query(`UPDATE conversations SET status = 'active', blocked_at_artist = NULL WHERE id = $1`, [
      conversationId,
    ]);
  });

  it('an edit keeps the rules of text', async () => {
    const sent = await send('text');
    for (const [content, expected] of [
      ['  ', 'empty'],
      ['x'.repeat(LIMITS.textCodePoints + 1), 'too_long'],
      ['\u0000', 'bad_text'],
    ] as const) {
      expect(await code(edit(transport, alice, sent, content))).toBe(expected);
    }
    expect(await edit(transport, alice, sent, 'a\r\ne\u0301')).toMatchObject({ content: 'a\n\u00e9' });
  });

  it('edits and unsends that race end as one history: revisions 1..n, and what is unsent stays so', async () => {
    const sent = await send('raced');
    const outcomes = await Promise.all([
      ...Array.from({ length: 10 }, (_, n) => code(edit(transport, alice, sent, `raced ${n}`))),
      code(unsend(transport, alice, sent)),
      ...Array.from({ length: 10 }, (_, n) => code(edit(transport, alice, sent, `raced later ${n}`))),
    ]);
    expect(new Set(outcomes)).toEqual(new Set(['ok', 'message_deleted']));
    const done = outcomes.filter((outcome) => outcome === 'ok').length;
    expect(await fetchMessage(bruno, sent.seq)).toMatchObject({ content: null, revision: done });
    expect((await kept(sent)).map(({ revision }) => revision)).toEqual(
      Array.from({ length: done }, (_, n) => n),
    );
  });
});

async function send(content: string, clientMessageId: string = crypto.randomUUID()): Promise<Message> {
  const body = { type: 'text', clientMessageId, content } as const;
  const answer = await alice.call('sendMessage', { params: { id: conversationId }, body });
  if (!answer.ok) throw new Refused(answer.error.code);
  return answer.body.message;
}

async function edit(
  transport: Transport,
  device: Device,
  { clientMessageId }: Message,
  content: string,
  editId: string = crypto.randomUUID(),
): Promise<Message> {
  if (transport === 'socket') {
    const ack = await device.emit('message:edit', { conversationId, clientMessageId, editId, content });
    if (!ack.ok) throw new Refused(ack.error.code);
    return ack.data.message;
  }
  const params = { id: conversationId, clientMessageId };
  const answer = await device.call('editMessage', { params, body: { editId, content } });
  if (!answer.ok) throw new Refused(answer.error.code);
  return answer.body.message;
}

async function unsend(transport: Transport, device: Device, { clientMessageId }: Message): Promise<Message> {
  if (transport === 'socket') {
    const ack = await device.emit('message:unsend', { conversationId, clientMessageId });
    if (!ack.ok) throw new Refused(ack.error.code);
    return ack.data.message;
  }
  const answer = await device.call('unsendMessage', { params: { id: conversationId, clientMessageId } });
  if (!answer.ok) throw new Refused(answer.error.code);
  return answer.body.message;
}

class Refused extends Error {}

/** The code of a refusal, or 'ok'. */
function code(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    () => 'ok',
    (error: unknown) => {
      if (error instanceof Refused) return error.message;
      throw error;
    },
  );
}

function updatesOf(device: Device, { id }: Message): Message[] {
  return device.received('message:updated').flatMap(({ message }) => (message.id === id ? [message] : []));
}

async function fetchMessage(device: Device, seq: number): Promise<Message | undefined> {
  const query = { afterSeq: String(seq - 1), limit: '1' };
  return (await device.get('listMessages', { params: { id: conversationId }, query })).messages[0];
}

async function conversationOf(device: Device) {
  return (await device.get('getConversation', { params: { id: conversationId } })).conversation;
}

/** What a message was, oldest first. */
async function kept({ seq }: Message) {
  const { rows } = await sql.query<{ revision: number; content: string; actor_id: string }>(
    `SELECT revision, content, actor_id FROM message_revisions WHERE conversation_id = $1 AND seq = $2 ORDER BY revision`,
    [conversationId, seq],
  );
  return rows;
}

/** Lets a message have been sent so much earlier. */
async function age({ id }: Message, milliseconds: number): Promise<void> {
  await sql.query(`UPDATE messages SET sent_at = sent_at - $2 * interval '1 millisecond' WHERE id = $1`, [
    id,
    milliseconds,
  ]);
}
