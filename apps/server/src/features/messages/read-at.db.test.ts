import { createTestDatabase, people, seedPeople, type TestDatabase } from '@duet/testkit';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMetrics } from '../../platform/metrics.ts';
import { Database } from '../../platform/postgres/database.ts';
import { conversationIdOf } from '../conversations/conversation-id.ts';
import { ConversationRepository } from '../conversations/conversation.repository.ts';
import { MessageRepository, type NewMessage } from './message.repository.ts';

let test: TestDatabase;
let database: Database;
let messages: MessageRepository;
let conversations: ConversationRepository;
const { alice, bruno } = people;
const conversationId = conversationIdOf(alice.id, bruno.id);

beforeAll(async () => {
  test = await createTestDatabase();
  await seedPeople(test.url);
  database = new Database({
    connectionString: test.url,
    max: 2,
    logger: pino({ level: 'silent' }),
    metrics: createMetrics(),
  });
  messages = new MessageRepository(database);
  conversations = new ConversationRepository(database);
  await conversations.openConversation(
    { id: conversationId, customerId: alice.id, artistId: bruno.id, bookingId: null },
    'customer',
  );
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

it('fills read_at of each message with the moment it was read, in pieces', async () => {
  for (const role of ['customer', 'artist', 'customer', 'customer'] as const) {
    await messages.appendMessage(newMessage(role));
  }
  await conversations.advanceWatermark(conversationId, 'artist', 'read', 1);
  await conversations.advanceWatermark(conversationId, 'artist', 'read', 3);
  await conversations.advanceWatermark(conversationId, 'customer', 'read', 2);

  expect([await messages.fillReadAt(2), await messages.fillReadAt(2), await messages.fillReadAt(2)]).toEqual([
    2, 1, 0,
  ]);
  const sql = new Client({ connectionString: test.url });
  await sql.connect();
  const { rows } = await sql.query(
    `SELECT seq, read_at = (SELECT at FROM receipts r WHERE r.kind = 'read'
       AND r.side <> m.sender_role AND r.up_to_seq >= m.seq ORDER BY up_to_seq LIMIT 1) AS told
     FROM messages m ORDER BY seq`,
  );
  await sql.end();
  expect(rows).toEqual([
    { seq: 1, told: true },
    { seq: 2, told: true },
    { seq: 3, told: true },
    { seq: 4, told: null },
  ]);
});

function newMessage(role: 'customer' | 'artist'): NewMessage {
  return {
    id: crypto.randomUUID(),
    conversationId,
    clientMessageId: crypto.randomUUID(),
    senderId: role === 'customer' ? alice.id : bruno.id,
    senderRole: role,
    type: 'text',
    content: 'x',
    bookingId: null,
    bookingVersion: null,
    replyToId: null,
    metadata: null,
    digest: null,
  };
}
