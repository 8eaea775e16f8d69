import { createTestDatabase, people, seedPeople, type TestDatabase } from '@duet/testkit';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMetrics } from '../../platform/metrics.ts';
import { Database } from '../../platform/postgres/database.ts';
import { conversationIdOf } from '../conversations/conversation-id.ts';
import { noImages } from '../images/image.fixture.ts';
import { ConversationRepository } from '../conversations/conversation.repository.ts';
import { WriteRepository } from '../conversations/write.repository.ts';
import { newMessage } from '../conversations/writes.fixture.ts';
import { MessageRepository } from './message.repository.ts';

let test: TestDatabase;
let database: Database;
let messages: MessageRepository;
let writes: WriteRepository;
const { alice, bruno } = people;
const conversationId = conversationIdOf(alice.id, bruno.id);

beforeAll(async () => {
  test = await createTestDatabase();
  await seedPeople(test.url);
  database = new Database({
    connectionString: test.logins.DATABASE_URL,
    max: 2,
    logger: pino({ level: 'silent' }),
    metrics: createMetrics(),
  });
  messages = new MessageRepository(database, noImages);
  writes = new WriteRepository(database);
  await new ConversationRepository(database, { toImage: noImages, contactPolicy: 'off' }).openConversation(
    { id: conversationId, customerId: alice.id, artistId: bruno.id, bookingId: null },
    'customer',
    { days: 0, conversations: 0 },
  );
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

it('fills read_at of each message with the moment it was read, in pieces', async () => {
  for (const senderRole of ['customer', 'artist', 'customer', 'customer'] as const) {
    const senderId = senderRole === 'customer' ? alice.id : bruno.id;
    await writes.append(newMessage({ conversationId, senderId, senderRole }));
  }
  for (const [side, upToSeq] of [
    ['artist', 1],
    ['artist', 3],
    ['customer', 2],
  ] as const) {
    await writes.write({ watermark: { conversationId, side, kind: 'read', upToSeq } });
  }

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
