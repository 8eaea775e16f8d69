import type { Side } from '@duet/contract';
import { Device, people, startTestServer, type TestServer } from '@duet/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConversationRepository } from '../src/features/conversations/conversation.repository.ts';
import { noImages } from '../src/features/images/image.fixture.ts';
import { MessageRepository } from '../src/features/messages/message.repository.ts';
import { openDatabase } from '../src/features/users/people.fixture.ts';
import type { Database } from '../src/platform/postgres/database.ts';

const { alice, bruno, carol } = people;
const EVER = '1:1:';

let server: TestServer;
let database: Database;
let conversationId: string;
let messageId: string;

beforeAll(async () => {
  server = await startTestServer();
  database = openDatabase(server.databaseUrl);
  const device = await Device.connect(server.url, alice);
  const pair = { customerId: alice.id, artistId: bruno.id };
  conversationId = (await device.get('createConversation', { body: pair })).conversation.id;
  const send = async (content: string) => {
    const clientMessageId = crypto.randomUUID();
    const sent = await device.emit('message:send', {
      conversationId,
      type: 'text',
      clientMessageId,
      content,
    });
    if (!sent.ok) throw new Error(sent.error.code);
    return sent.data.message;
  };
  const { clientMessageId, id } = await send('Between us');
  messageId = id;
  await send('And this');
  const editId = crypto.randomUUID();
  await device.emit('message:edit', { conversationId, clientMessageId, editId, content: 'Between us two' });
  device.close();
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

/** All that repositories tell a person of the conversation when nobody has checked who asks, by how it is asked for. */
async function readAll(viewerId: string, role: Side): Promise<Record<string, number>> {
  const messages = new MessageRepository(database, noImages);
  const conversations = new ConversationRepository(database, { toImage: noImages, contactPolicy: 'off' });
  const viewer = { id: viewerId, role };
  const ids = [conversationId];
  const { customer } = (await conversations.listChangedTxs(ids)).get(conversationId)!;
  const found = {
    message: [await messages.findMessage(messageId, viewerId)],
    before: (await messages.listMessages(conversationId, viewerId, { limit: 10 })).messages,
    after: (await messages.listMessages(conversationId, viewerId, { afterSeq: 0, limit: 10 })).messages,
    around: (await messages.listMessages(conversationId, viewerId, { aroundSeq: 1, limit: 10 })).messages,
    newest: (await messages.listNewest(ids, viewerId, 10)).get(conversationId) ?? [],
    revised: (await messages.listRevised(ids, viewerId, EVER, 10)).get(conversationId) ?? [],
    changed: await messages.listChanged(conversationId, [customer], viewerId),
    conversation: [await conversations.findConversation(conversationId, viewer)],
    named: await conversations.listNamed(viewer, ids),
    listed: await conversations.listConversations(viewer, 'others', null, 10),
    since: await conversations.listChanged(viewer, EVER, null, 10),
  };
  return Object.fromEntries(
    Object.entries(found).map(([way, all]) => [way, all.filter((one) => one).length]),
  );
}

it('what a service forgets to check, PostgreSQL is still asked for by who may see it', async () => {
  const all = {
    ...{ message: 1, before: 2, after: 2, around: 2, newest: 2, revised: 1, changed: 1 },
    ...{ conversation: 1, named: 1, listed: 1, since: 1 },
  };
  const nothing = Object.fromEntries(Object.keys(all).map((way) => [way, 0]));
  expect(await readAll(alice.id, 'customer')).toEqual(all);
  expect(await readAll(bruno.id, 'artist')).toEqual(all);
  expect(await readAll(carol.id, 'customer')).toEqual(nothing);
  expect(await readAll(carol.id, 'artist')).toEqual(nothing);
});
