import assert from 'node:assert/strict';
import type { Ack, Message, SendResult } from '@duet/contract';
import { assertNotAcknowledged, assertRefused, rest, write, type HostileCase } from './hostile-case.ts';
import { Line, type WireAnswer } from './line.ts';
import { RawSocket } from './raw-socket.ts';
import { emitPatiently, patiently, refusalOf, type World } from './world.ts';

const AT_ONCE = 50;
const draft = (more: object = {}) => ({
  type: 'text',
  clientMessageId: crypto.randomUUID(),
  content: 'Once.',
  ...more,
});
const messagesPath = (id: string) => `./conversations/${id}/messages`;

/** The same request on as many connections, at once. */
async function atOnce(world: World, request: Parameters<World['toBytes']>[0]): Promise<WireAnswer[]> {
  const lines = await Promise.all(Array.from({ length: AT_ONCE }, () => Line.open(world.url)));
  const ask = (line: Line) => (line.write(world.toBytes(request)), line.answer());
  const answers = await Promise.all(lines.map((line, place) => patiently(() => ask(line), refusalOf, place)));
  for (const line of lines) line.close();
  return answers;
}

function sameMessage(results: readonly SendResult[]): Message {
  assert.equal(results.filter(({ created }) => created).length, 1, 'stored once');
  const places = new Set(results.map(({ message }) => `${message.id} ${message.seq} ${message.sentAt}`));
  assert.equal(places.size, 1, 'one message in all answers');
  return results[0]!.message;
}

/** Refusals while a conversation is closed, which the wire cannot bring about. */
function whileClosed(): HostileCase[] {
  return write('R31', 'a conversation that is closed', 'Still there?', 'conversation_closed').map((one) => ({
    ...one,
    needs: 'putConversation' as const,
    async run(world: World) {
      await world.probe('putConversation')(world.conversationId, 'closed');
      await one.run(world).finally(() => world.probe('putConversation')(world.conversationId, 'active'));
    },
  }));
}

/** Refusals while the artist has blocked the customer, or the customer the artist. */
function whileBlocked(by: 'artist' | 'customer'): HostileCase[] {
  const block = async (world: World, blocked: boolean) => {
    const path = `./conversations/${world.conversationId}`;
    const { status } = await world.askPatiently({ method: 'PATCH', path, as: by, body: { blocked } });
    assert.equal(status, 200);
  };
  const says = `a conversation that the ${by} has blocked`;
  return write('R31', says, 'Still there?', 'conversation_blocked').map((one) => ({
    ...one,
    async run(world: World) {
      await block(world, true);
      await one.run(world).finally(() => block(world, false));
    },
  }));
}

/** What is said in conversations, and about those of others. */
export const CONVERSATION_CASES: readonly HostileCase[] = [
  {
    id: 'R18',
    says: 'one message fifty times at once is stored once (REST)',
    async run(world) {
      const { accessToken } = await world.signIn('customer');
      const answers = await atOnce(world, {
        method: 'POST',
        path: messagesPath(world.conversationId),
        headers: [`Authorization: Bearer ${accessToken}`],
        body: draft(),
      });
      assert.deepEqual(answers.map(({ status }) => status).sort(), [
        ...Array<number>(AT_ONCE - 1).fill(200),
        201,
      ]);
      sameMessage(answers.map(({ body }) => JSON.parse(body) as SendResult));
    },
  },
  {
    id: 'R18',
    says: 'one message fifty times at once, over two sockets and REST, is stored once',
    async run(world) {
      const { conversationId } = world;
      const body = draft();
      // A device for each: at the rate of one, so many would take a minute.
      const [first, second] = [await world.signIn('customer'), await world.signIn('customer')];
      const sockets = await Promise.all([0, 1].map(() => RawSocket.connect(world.url, first.accessToken)));
      const [acks, answers] = await Promise.all([
        Promise.all(
          Array.from({ length: AT_ONCE }, (_none, place) =>
            emitPatiently(sockets[place % 2]!, ['message:send', { conversationId, ...body }], place),
          ),
        ),
        atOnce(world, {
          method: 'POST',
          path: messagesPath(conversationId),
          headers: [`Authorization: Bearer ${second.accessToken}`],
          body,
        }),
      ]);
      for (const socket of sockets) socket.close();
      const toData = (ack: Ack<unknown>) => (assert.ok(ack.ok, JSON.stringify(ack)), ack.data as SendResult);
      sameMessage([...acks.map(toData), ...answers.map((answer) => JSON.parse(answer.body) as SendResult)]);
    },
  },
  {
    id: 'R12',
    says: 'one text in two forms of Unicode under one id is one message',
    async run(world) {
      const { clientMessageId } = draft();
      const results: SendResult[] = [];
      for (const content of ['caf\u0065\u0301', 'caf\u00e9']) {
        const { body } = await world.askPatiently({
          method: 'POST',
          path: messagesPath(world.conversationId),
          as: 'customer',
          body: draft({ clientMessageId, content }),
        });
        results.push(JSON.parse(body) as SendResult);
      }
      assert.equal(sameMessage(results).content, 'café');
    },
  },
  {
    id: 'R12',
    says: 'another text under an id that was used is refused, and the first stays',
    async run(world) {
      const body = draft();
      const path = messagesPath(world.conversationId);
      await world.askPatiently({ method: 'POST', path, as: 'customer', body });
      assertRefused(
        await world.askPatiently({
          method: 'POST',
          path,
          as: 'customer',
          body: { ...body, content: 'Twice.' },
        }),
        'client_message_id_reused',
      );
      const socket = await world.socket('customer');
      assertNotAcknowledged(
        await emitPatiently(socket, [
          'message:send',
          { conversationId: world.conversationId, ...body, content: 'Twice.' },
        ]),
        'client_message_id_reused',
      );
    },
  },
  {
    id: 'R20',
    says: 'an id used in one conversation is free in another, and to another person',
    async run(world) {
      const body = draft();
      for (const [as, id] of [
        ['customer', world.conversationId],
        ['artist', world.conversationId],
        ['otherCustomer', world.othersConversationId],
        ['otherArtist', world.othersConversationId],
      ] as const) {
        assert.equal(
          (await world.askPatiently({ method: 'POST', path: messagesPath(id), as, body })).status,
          201,
        );
      }
    },
  },
  rest(
    'R29',
    'a conversation with oneself',
    ({ people: { customer } }) => ({
      method: 'POST',
      path: './conversations',
      as: 'customer',
      body: { customerId: customer.user.id, artistId: customer.user.id },
    }),
    'same_person',
  ),
  rest(
    'R29',
    'a conversation of two others',
    ({ people }) => ({
      method: 'POST',
      path: './conversations',
      as: 'customer',
      body: { customerId: people.otherCustomer.user.id, artistId: people.otherArtist.user.id },
    }),
    'user_not_found',
  ),
  rest(
    'R29',
    'a conversation with nobody',
    ({ people }) => ({
      method: 'POST',
      path: './conversations',
      as: 'customer',
      body: { customerId: people.customer.user.id, artistId: crypto.randomUUID() },
    }),
    'user_not_found',
  ),
  rest(
    'R29',
    'a conversation with somebody in capitals',
    ({ people }) => ({
      method: 'POST',
      path: './conversations',
      as: 'customer',
      body: { customerId: people.customer.user.id.toUpperCase(), artistId: people.artist.user.id },
    }),
    'validation_failed',
  ),
  {
    id: 'R30',
    says: 'a conversation opened fifty times at once is one (REST)',
    async run(world) {
      const pair = { customerId: world.people.customer.user.id, artistId: world.people.otherArtist.user.id };
      const answers = await atOnce(world, {
        method: 'POST',
        path: './conversations',
        as: 'customer',
        body: pair,
      });
      const made = answers.filter(({ status }) => status === 201).length;
      assert.ok(made <= 1 && answers.every(({ status }) => status === 200 || status === 201), `made ${made}`);
      const ids = new Set(
        answers.map(({ body }) => (JSON.parse(body) as { conversation: { id: string } }).conversation.id),
      );
      assert.equal(ids.size, 1);
    },
  },
  ...whileClosed(),
  ...whileBlocked('artist'),
  ...whileBlocked('customer'),
  {
    id: 'S15',
    says: 'everything from the beginning comes in pages, whole and in order',
    async run(world) {
      const pages: Message[][] = [];
      for (let afterSeq = 0, hasMore = true; hasMore; afterSeq = pages.at(-1)!.at(-1)!.seq) {
        const answer = await world.askPatiently({
          path: `${messagesPath(world.conversationId)}?afterSeq=${afterSeq}&limit=7`,
          as: 'artist',
        });
        const page = JSON.parse(answer.body) as { messages: Message[]; hasMore: boolean };
        pages.push(page.messages);
        hasMore = page.hasMore;
      }
      const seqs = pages.flat().map(({ seq }) => seq);
      assert.deepEqual(
        seqs,
        seqs.map((_seq, index) => index + 1),
      );
      const { body } = await world.askPatiently({
        path: `./conversations/${world.conversationId}`,
        as: 'artist',
      });
      const { conversation } = JSON.parse(body) as { conversation: { lastSeq: number } };
      assert.ok(seqs.length >= conversation.lastSeq);
    },
  },
];
