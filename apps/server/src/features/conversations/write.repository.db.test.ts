import { brokenRules, createTestDatabase, type TestDatabase } from '@duet/testkit';
import fc from 'fast-check';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMetrics } from '../../platform/metrics.ts';
import { Database } from '../../platform/postgres/database.ts';
import { ConversationQueue } from './conversation-queue.ts';
import { WriteRepository } from './write.repository.ts';
import type { NewMessage, Write, Written } from './write.ts';
import { newMessage } from './writes.fixture.ts';

// Many writes in one commit must end as they would have ended one by one. The same inputs go through both forms, into
// two sets of conversations that are alike, and answers and rows are compared.

/** FUZZ_SEED throws other dice. */
const seed = Number(process.env['FUZZ_SEED'] ?? 1);

let test: TestDatabase;
let sql: Client;
let database: Database;
let repository: WriteRepository;
let runs = 0;

beforeAll(async () => {
  test = await createTestDatabase();
  sql = new Client({ connectionString: test.url });
  await sql.connect();
  database = new Database({
    connectionString: test.logins.DATABASE_URL,
    max: 3,
    logger: pino({ level: 'silent' }),
    metrics: createMetrics(),
  });
  repository = new WriteRepository(database);
});
afterAll(async () => {
  await database.close();
  await sql.end();
  await test.drop();
});

/** Ids of one set of conversations: alike in both sets but for their beginning, which `alike` takes away. */
interface World {
  id(
    kind: 'customer' | 'artist' | 'conversation' | 'booking' | 'message' | 'key' | 'image',
    n: number,
  ): string;
  alike(value: unknown): unknown;
}

function world(run: number, form: number): World {
  const prefix = `${run.toString(16).padStart(8, '0')}-000${form}`;
  const kinds = ['customer', 'artist', 'conversation', 'booking', 'message', 'key', 'image'];
  return {
    id: (kind, n) => `${prefix}-4000-8000-${String(kinds.indexOf(kind))}${n.toString(16).padStart(11, '0')}`,
    alike: (value) => JSON.parse(JSON.stringify(value).replaceAll(prefix, '')) as unknown,
  };
}

const side = fc.constantFrom('customer', 'artist');
const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const half = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof(fc.constant(undefined), arbitrary);

/** How a conversation stands before. */
const conversation = fc.record({
  opened: fc.constantFrom('customer', 'both'),
  status: rarely(fc.constantFrom('closed')),
  blocked: rarely(fc.constant(true)),
  receipts: fc.boolean(),
  archived: fc.boolean(),
  marked: fc.boolean(),
  booking: fc.constantFrom(null, 0, 1),
});

/** What is written to a conversation in one commit: a watermark, or else messages. */
const line = fc.record({
  watermark: half(fc.record({ side, kind: fc.constantFrom('delivered', 'read'), upToSeq: fc.nat(4) })),
  messages: fc.uniqueArray(
    fc.record({
      role: side,
      // Of a few keys, so that many were used before: by the same text or by another one.
      key: fc.nat(4),
      text: fc.constantFrom('same', 'same', 'other'),
      // 0 and 1 are bookings of the pair, both at version 2; 2 is another pair's.
      booking: rarely(fc.nat(2)),
      bookingVersion: rarely(fc.integer({ min: 1, max: 3 })),
      // The first message of this conversation, if a commit before this one stored it, or one that is not there.
      replyTo: rarely(fc.constantFrom('first', 'none')),
      // By their places in UPLOADED.
      images: rarely(fc.constantFrom([0], [0, 1], [2], [3], [0, 3])),
    }),
    { maxLength: 4, selector: ({ role, key }) => `${role} ${key}` },
  ),
});
type Line = typeof line extends fc.Arbitrary<infer T> ? T : never;

const CONVERSATIONS = 3;
/** What has been uploaded for each conversation: by whom, and whether it was found good. */
const UPLOADED = [
  { by: 'customer', width: 640 },
  { by: 'customer', width: 640 },
  { by: 'artist', width: 640 },
  { by: 'customer', width: null },
] as const;
const story = fc.record({
  conversations: fc.array(conversation, { minLength: CONVERSATIONS, maxLength: CONVERSATIONS }),
  commits: fc.array(
    fc.record({
      lines: fc.array(line, { minLength: CONVERSATIONS, maxLength: CONVERSATIONS }),
      held: rarely(fc.nat(CONVERSATIONS - 1)),
    }),
    { minLength: 3, maxLength: 6 },
  ),
});
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

async function prepare(of: World, conversations: Story['conversations']): Promise<void> {
  await sql.query('BEGIN');
  for (const [n, c] of conversations.entries()) {
    const people = [of.id('customer', n), of.id('artist', n)];
    for (const [role, id] of [
      ['customer', people[0]],
      ['artist', people[1]],
    ]) {
      await sql.query(
        `INSERT INTO users (id, external_id, name, roles, read_receipts) VALUES ($1::uuid, $1::text, 'N', ARRAY[$2], $3)`,
        [id, role, c.receipts],
      );
    }
    for (const booking of [0, 1]) {
      const id = of.id('booking', 2 * n + booking);
      await sql.query(
        `INSERT INTO bookings (id, external_id, code, customer_id, artist_id, title, starts_at, ends_at, price, currency, version)
         VALUES ($1::uuid, $1::text, $1::text, $2, $3, 'T', now(), now(), 1, 'EUR', 2)`,
        [id, ...people],
      );
    }
    await sql.query(
      `INSERT INTO conversations (id, customer_id, artist_id, booking_id, status, opened_at_customer, opened_at_artist,
         blocked_at_artist, archived_at_customer, marked_unread_artist)
       VALUES ($1, $2, $3, $4, $5, now(), $6, $7, $8, $9)`,
      [
        of.id('conversation', n),
        ...people,
        c.booking === null ? null : of.id('booking', 2 * n + c.booking),
        c.status ?? 'active',
        c.opened === 'both' ? new Date() : null,
        c.blocked ? new Date() : null,
        c.archived ? new Date() : null,
        c.marked,
      ],
    );
  }
  await sql.query('COMMIT');
}

async function prepareImages(of: World): Promise<void> {
  for (let n = 0; n < CONVERSATIONS; n += 1) {
    for (const [place, { by, width }] of UPLOADED.entries()) {
      await sql.query(
        `INSERT INTO images (conversation_id, id, uploader_id, width, height, thumbhash)
         VALUES ($1, $2, $3, $4::integer, $4::integer, $4::text)`,
        [of.id('conversation', n), of.id('image', n * 10 + place), of.id(by, n), width],
      );
    }
  }
}

function toWrites(of: World, n: number, { watermark, messages }: Line, commit: number): Write[] {
  const conversationId = of.id('conversation', n);
  if (watermark) return [{ watermark: { conversationId, ...watermark } }];
  // Of one conversation, no two messages of a commit have images.
  const pictured = messages.findIndex(({ images }) => images !== undefined);
  return messages.map(({ role, key, text, booking, bookingVersion, replyTo, images = [] }, index) => ({
    message: newMessage({
      ...(index === pictured && {
        type: 'image',
        images: images.map((place) => ({
          id: of.id('image', n * 10 + place),
          width: 640,
          height: 640,
          thumbhash: 'aa',
        })),
      }),
      id: of.id('message', commit * 1_000 + n * 100 + index),
      conversationId,
      clientMessageId: of.id('key', n * 100 + key),
      senderId: of.id(role === 'customer' ? 'customer' : 'artist', n),
      senderRole: role,
      content: text,
      digest: Buffer.from(text),
      bookingId:
        booking === undefined
          ? null
          : of.id('booking', booking === 2 ? 2 * ((n + 1) % CONVERSATIONS) : 2 * n + booking),
      bookingVersion: bookingVersion ?? null,
      // Nobody knows the id of a message of the same commit.
      replyToId:
        replyTo === undefined ? null : of.id('message', replyTo === 'first' && commit > 0 ? n * 100 : 99),
    }),
  }));
}

/** One by one, in order; what is held stays so for all behind it. */
async function writeEach(lines: Write[][]): Promise<Written[][]> {
  const written: Written[][] = [];
  for (const writes of lines) {
    const ends: Written[] = [];
    for (const write of writes) ends.push(await repository.write(write));
    written.push(ends);
  }
  return written;
}

/** What is left to compare of an answer: when and by which transaction differs. */
function said(written: Written[][]): unknown {
  return written.map((line) =>
    line.map((answer) => ({
      ...answer,
      tx: 'tx' in answer,
      parts: 0,
      at: 'at' in answer,
      sentAt: 'sentAt' in answer,
    })),
  );
}

/** All rows of a world, times and transactions left out but for whether they are there. */
async function rows(of: World): Promise<unknown> {
  const { rows: found } = await sql.query<{ world: unknown }>(
    `SELECT jsonb_build_object(
       'conversations', (SELECT jsonb_agg(to_jsonb(c) - ARRAY['last_message_at', 'last_message_hour', 'created_at',
           'updated_at', 'changed_tx_customer', 'changed_tx_artist', 'changed_block_customer', 'changed_block_artist',
           'opened_at_customer', 'opened_at_artist', 'archived_at_customer', 'archived_at_artist', 'archived_at',
           'blocked_at_artist']
           || jsonb_build_object('opened', opened_at_artist IS NOT NULL, 'archived', archived_at_customer IS NOT NULL,
             'touched', ARRAY[changed_tx_customer, changed_tx_artist] <> ARRAY[xmin_at_start, xmin_at_start])
         ORDER BY c.id) FROM (SELECT *, (SELECT min(changed_tx) FROM bookings b WHERE b.customer_id = k.customer_id)
             AS xmin_at_start FROM conversations k WHERE id = ANY ($1)) c),
       'messages', (SELECT jsonb_agg(to_jsonb(m) - ARRAY['sent_at', 'created_at'] ORDER BY conversation_id, seq)
         FROM messages m WHERE conversation_id = ANY ($1)),
       'images', (SELECT jsonb_agg(to_jsonb(i) - ARRAY['created_at'] ORDER BY id) FROM images i WHERE conversation_id = ANY ($1)),
       'receipts', (SELECT jsonb_agg(to_jsonb(r) - ARRAY['at', 'changed_tx'] ORDER BY conversation_id, side, kind, up_to_seq)
         FROM receipts r WHERE conversation_id = ANY ($1)),
       'logged', (SELECT jsonb_agg(DISTINCT id ORDER BY id) FROM commits, unnest(conversation_ids) id WHERE id = ANY ($1))
     ) AS world`,
    [Array.from({ length: CONVERSATIONS }, (_, n) => of.id('conversation', n))],
  );
  const [found1] = found;
  return JSON.parse(
    JSON.stringify(found1!.world, (key, value: unknown) => (key === 'xmin_at_start' ? undefined : value)),
  );
}

it('ends each write as it would have ended by itself', async () => {
  const outcomes = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(story, async ({ conversations, commits }) => {
      runs += 1;
      const [single, batch] = [world(runs, 1), world(runs, 2)];
      for (const of of [single, batch]) {
        await prepare(of, conversations);
        await prepareImages(of);
      }
      for (const [n, { lines, held }] of commits.entries()) {
        const given = (of: World) =>
          lines.map((one, index) => toWrites(of, index, one, n)).filter((writes) => writes.length > 0);
        if (held !== undefined) {
          await sql.query('BEGIN');
          await sql.query('SELECT FROM conversations WHERE id IN ($1, $2) FOR UPDATE', [
            single.id('conversation', held),
            batch.id('conversation', held),
          ]);
        }
        const each = await writeEach(given(single));
        const together = given(batch).length > 0 ? await repository.writeAll(given(batch)) : [];
        if (held !== undefined) await sql.query('ROLLBACK');
        expect(batch.alike(said(together))).toEqual(single.alike(said(each)));
        for (const { outcome } of each.flat()) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
      expect(batch.alike(await rows(batch))).toEqual(single.alike(await rows(single)));
    }),
    { seed, numRuns: 40 },
  );
  expect(await brokenRules(sql)).toEqual([]);
  // Every way to end was taken, and often.
  expect([...outcomes.keys()].sort()).toEqual([
    'advanced',
    'ahead',
    'blocked',
    'booking_changed',
    'booking_missing',
    'closed',
    'created',
    'held',
    'image_missing',
    'repeat',
    'reply_missing',
    'reused',
    'unchanged',
  ]);
}, 60_000);

/** Conversations that both see, in which nothing stands against a message. */
const PLAIN: Story['conversations'] = Array.from({ length: CONVERSATIONS }, () => ({
  opened: 'both',
  status: undefined,
  blocked: undefined,
  receipts: true,
  archived: false,
  marked: false,
  booking: null,
}));

async function prepareTexts(): Promise<{
  of: World;
  text: (n: number, content: string) => { message: NewMessage };
}> {
  runs += 1;
  const of = world(runs, 1);
  await prepare(of, PLAIN);
  const keys = new Map<string, string>();
  const text = (n: number, content: string) => {
    const clientMessageId = keys.get(`${n} ${content}`) ?? crypto.randomUUID();
    keys.set(`${n} ${content}`, clientMessageId);
    const [conversationId, senderId] = [of.id('conversation', n), of.id('customer', n)];
    return { message: newMessage({ conversationId, senderId, clientMessageId, content }) };
  };
  return { of, text };
}

it('says how many changes a commit made in each conversation, and logs it once', async () => {
  const { of, text } = await prepareTexts();
  await repository.writeAll([[text(0, 'one')], [text(1, 'one')]]);
  const watermark = {
    conversationId: of.id('conversation', 0),
    side: 'artist',
    kind: 'read',
    upToSeq: 1,
  } as const;
  const [first, second, third] = await repository.writeAll([
    [{ watermark }],
    [text(1, 'one'), text(1, 'two'), text(1, 'three')],
    [text(2, 'one')],
  ]);
  expect(first).toMatchObject([{ outcome: 'advanced', parts: 1 }]);
  expect(second).toMatchObject([
    { outcome: 'repeat' },
    { outcome: 'created', seq: 2, parts: 2 },
    { outcome: 'created', seq: 3, parts: 2 },
  ]);
  expect(third).toMatchObject([{ outcome: 'created', seq: 1, parts: 1 }]);
  const txs = [first, second, third]
    .flat()
    .flatMap((answer) => (answer && 'tx' in answer ? [answer.tx] : []));
  const { rows: logged } = await sql.query<{ ids: string[] }>(
    'SELECT conversation_ids AS ids FROM commits WHERE tx::text = ANY ($1)',
    [txs],
  );
  expect(logged.map(({ ids }) => ids.sort())).toEqual([[0, 1, 2].map((n) => of.id('conversation', n))]);
});

it('stores what is fit to be stored when one of a group is not, and keeps the order', async () => {
  const { text } = await prepareTexts();
  const queue = new ConversationQueue(repository);
  const send = (n: number, content: string) =>
    queue.append(text(n, content).message).then(
      (answer) => (answer.outcome === 'created' ? `${content} ${answer.seq}` : answer.outcome),
      () => 'failed',
    );
  // PostgreSQL refuses NUL, whatever the parsers before it let through.
  const ends = await Promise.all([
    send(0, 'one'),
    send(0, 'two\0'),
    send(1, 'one'),
    send(0, 'three'),
    send(2, 'one'),
  ]);
  expect(ends).toEqual(['one 1', 'failed', 'one 1', 'three 2', 'one 1']);
});
