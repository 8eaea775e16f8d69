import {
  bookings,
  brokenRules,
  Device,
  people,
  startTestServer,
  until,
  type TestServer,
} from '@duet/testkit';
import type { MessageDraft, SendResult } from '@duet/contract';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

let server: TestServer;
let sql: Client;
const devices: Device[] = [];

beforeAll(async () => {
  server = await startTestServer();
  sql = new Client({ connectionString: server.databaseUrl });
  await sql.connect();
});
afterEach(() => {
  for (const device of devices.splice(0)) device.close();
});
afterAll(async () => {
  await sql.end();
  await server.stop();
});

const connect = async (person = people.alice) => {
  const device = await Device.connect(server.url, person);
  devices.push(device);
  return device;
};

const draft = (content: string): MessageDraft & { type: 'text' } => ({
  type: 'text',
  clientMessageId: crypto.randomUUID(),
  content,
});

/** Adds a customer and an artist to the marketplace and answers their ids. */
async function addPair(): Promise<{ customerId: string; artistId: string }> {
  const [customerId, artistId] = [crypto.randomUUID(), crypto.randomUUID()];
  await sql.query(
    `INSERT INTO users (id, external_id, name, roles)
     VALUES ($1::uuid, $1::text, 'C', '{customer}'), ($2::uuid, $2::text, 'A', '{artist}')`,
    [customerId, artistId],
  );
  return { customerId, artistId };
}

describe('races', () => {
  it('makes one conversation of 50 parallel get-or-creates by both people', async () => {
    const [alice, bruno] = await Promise.all([connect(people.alice), connect(people.bruno)]);
    const body = { customerId: people.alice.id, artistId: people.bruno.id };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => (n % 2 ? alice : bruno).call('createConversation', { body })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(49);
    const ids = new Set(answers.map((answer) => answer.ok && answer.body.conversation.id));
    expect(ids.size).toBe(1);
    const { rows } = await sql.query('SELECT id FROM conversations WHERE customer_id = $1', [
      people.alice.id,
    ]);
    expect(rows).toEqual([{ id: [...ids][0] }]);
  });

  it('stores 200 parallel sends with 50 repeats as 150 rows, half by REST and half by socket', async () => {
    const [alice, bruno] = await Promise.all([connect(people.alice), connect(people.bruno)]);
    const { conversation } = await alice.get('createConversation', {
      body: { customerId: people.alice.id, artistId: people.bruno.id },
    });
    await bruno.get('createConversation', {
      body: { customerId: people.alice.id, artistId: people.bruno.id },
    });
    const drafts = Array.from({ length: 150 }, (_, n) => draft(`message ${n}`));
    // A repeat goes over the other transport than its first send.
    const sends = [...drafts, ...drafts.slice(0, 50)].map((body, n) => ({
      body,
      rest: (n % 2 === 0) !== n >= 150,
    }));
    const results = await Promise.all(
      sends.map(async ({ body, rest }): Promise<SendResult> => {
        if (rest) return alice.get('sendMessage', { params: { id: conversation.id }, body });
        const ack = await alice.emit('message:send', { conversationId: conversation.id, ...body });
        if (!ack.ok) throw new Error(ack.error.code);
        return ack.data;
      }),
    );

    expect(results.filter(({ created }) => created)).toHaveLength(150);
    for (const { message } of results.slice(150)) {
      const first = results.find(
        (result) => result.message.clientMessageId === message.clientMessageId,
      )?.message;
      expect(message).toEqual(first);
    }
    const seqs = results.slice(0, 150).map(({ message }) => message.seq);
    expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 150 }, (_, n) => n + 1));
    const { rows } = await sql.query(
      'SELECT count(*)::integer AS stored FROM messages WHERE conversation_id = $1',
      [conversation.id],
    );
    expect(rows).toEqual([{ stored: 150 }]);
    // Told once, in order.
    const heard = await until(() => {
      const news = bruno.received('message:new');
      return news.length >= 150 && news;
    });
    expect(heard.map(({ message }) => message.seq)).toEqual(Array.from({ length: 150 }, (_, n) => n + 1));
    expect(await brokenRules(sql)).toEqual([]);
  });

  it('knows a message again a month later, by a server that was restarted', async () => {
    const { conversation } = await (
      await connect()
    ).get('createConversation', {
      body: { customerId: people.alice.id, artistId: people.bruno.id },
    });
    const send = { params: { id: conversation.id }, body: draft('from a drawer') };
    const first = await (await connect()).get('sendMessage', send);
    const age = `UPDATE messages SET sent_at = sent_at - interval '31 days' WHERE conversation_id = $1`;
    await sql.query(age, [conversation.id]);
    await server.kill('SIGKILL');
    await server.restart();
    const again = await (await connect()).get('sendMessage', send);
    expect(first.created).toBe(true);
    expect(again).toMatchObject({
      created: false,
      message: { id: first.message.id, seq: first.message.seq },
    });
  });

  it('runs 20 connections over several conversations with reads and booking changes without a deadlock', async () => {
    const pairs = [await addPair(), await addPair(), await addPair()];
    // Alice also writes to artists she never booked, from many devices at once.
    const alices = await Promise.all(Array.from({ length: 10 }, () => connect(people.alice)));
    const brunos = await Promise.all(Array.from({ length: 10 }, () => connect(people.bruno)));
    const [first] = alices;
    const conversationIds = await Promise.all(
      [people.bruno.id, ...pairs.map(({ artistId }) => artistId)].map(async (artistId) => {
        const { conversation } = await first!.get('createConversation', {
          body: { customerId: people.alice.id, artistId },
        });
        return conversation.id;
      }),
    );
    const [shared] = conversationIds;

    const work = [
      ...alices.flatMap((alice, n) =>
        Array.from({ length: 12 }, (_, m) =>
          alice.call('sendMessage', {
            params: { id: conversationIds[(n + m) % conversationIds.length]! },
            body: draft(`from device ${n}, ${m}`),
          }),
        ),
      ),
      ...brunos.flatMap((bruno, n) => [
        bruno.emit('message:send', { conversationId: shared!, ...draft(`answer ${n}`) }),
        bruno.emit('message:delivered', { conversationId: shared!, upToSeq: n }),
        bruno.emit('message:read', { conversationId: shared!, upToSeq: n }),
      ]),
      brunos[0]!.call('updateBookingStatus', {
        params: { id: bookings.requested },
        body: { status: 'accepted', version: 1 },
      }),
      first!.call('updateBookingStatus', {
        params: { id: bookings.accepted },
        body: { status: 'cancelled', version: 1 },
      }),
    ];
    const answers = await Promise.all<{ ok: boolean }>(work);
    expect(answers.filter(({ ok }) => !ok)).toEqual([]);
    expect(await brokenRules(sql)).toEqual([]);
  });

  it('keeps the order of what one device sends without waiting, in conversations nobody knows yet', async () => {
    const alice = await connect();
    for (let n = 0; n < 10; n += 1) {
      const { artistId } = await addPair();
      const { conversation } = await alice.get('createConversation', {
        body: { customerId: people.alice.id, artistId },
      });
      const sends = Array.from({ length: 20 }, (_, k) =>
        alice.emit('message:send', { conversationId: conversation.id, ...draft(`message ${k + 1}`) }),
      );
      const acks = await Promise.all(sends);
      expect(acks.map((ack) => ack.ok && ack.data.message.seq)).toEqual(acks.map((_, k) => k + 1));
    }
  });

  it('answers a conversation somebody else holds as busy, in order, and delays no other', async () => {
    const alice = await connect(people.alice);
    const [held, free] = await Promise.all(
      [(await addPair()).artistId, (await addPair()).artistId].map(async (artistId) => {
        const { conversation } = await alice.get('createConversation', {
          body: { customerId: people.alice.id, artistId },
        });
        return conversation.id;
      }),
    );
    await sql.query('BEGIN');
    await sql.query('SELECT FROM conversations WHERE id = $1 FOR UPDATE', [held]);
    const waiting = ['one', 'two'].map((text) =>
      alice.emit('message:send', { conversationId: held!, ...draft(text) }),
    );
    const other = await alice.emit('message:send', { conversationId: free!, ...draft('not held') });
    expect(other.ok).toBe(true);
    for (const answer of await Promise.all(waiting)) {
      expect(answer).toMatchObject({ ok: false, error: { code: 'conversation_busy', retryable: true } });
    }
    await sql.query('ROLLBACK');
    const after = await alice.emit('message:send', { conversationId: held!, ...draft('three') });
    expect(after).toMatchObject({ ok: true, data: { message: { seq: 1 } } });
  });
});
