import { applyEvent, selectMessages, toChatEvent } from '@duet/chat-client';
import { bookings, Device, people, startTestServer, until, type TestServer } from '@duet/testkit';
import type { Message } from '@duet/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchState } from './state.fixture.ts';

// Whoever turns read receipts off is seen to have received, and never to have read: in no field of no answer and in no
// event, not then and not later. Everything alice can get is searched for what it says of bruno's reading.

let server: TestServer;
let alice: Device;
let bruno: Device;
let conversationId: string;
/** A sync cursor from before anything was read. */
let start: string;

beforeAll(async () => {
  server = await startTestServer();
  alice = await Device.connect(server.url, people.alice);
  bruno = await Device.connect(server.url, people.bruno);
  start = (await alice.get('sync')).cursor;
  const pair = { customerId: people.alice.id, artistId: people.bruno.id, bookingId: bookings.accepted };
  conversationId = (await alice.get('createConversation', { body: pair })).conversation.id;
  await say();
});
afterAll(async () => {
  alice.close();
  bruno.close();
  await server.stop();
});

/** The ways to read. */
const WAYS = {
  'POST /conversations/:id/read': ({ seq }: Message) =>
    bruno.get('readConversation', { params: { id: conversationId }, body: { upToSeq: seq } }),
  'POST /messages/:id/read': ({ id }: Message) => bruno.get('readMessage', { params: { id } }),
  'message:read': ({ seq }: Message) => bruno.emit('message:read', { conversationId, upToSeq: seq }),
};

describe.each(Object.entries(WAYS))('reading by %s', (_way, read) => {
  let seenBefore: number;
  beforeEach(async () => {
    // Something was shown before, so that there is something to be taken back.
    await disclose(true);
    const shown = await say();
    await read(shown);
    seenBefore = shown.seq;
    await until(() => alice.received('message:read').at(-1)?.upToSeq === shown.seq);
    expect(await readUpTo()).toBe(shown.seq);
  });

  it('shows "delivered" only while receipts are off, in every field and event', async () => {
    await disclose(false);
    const message = await say();
    await bruno.emit('message:delivered', { conversationId, upToSeq: message.seq });
    await until(() => alice.received('message:delivered').at(-1)?.upToSeq === message.seq);
    await read(message);
    expect(await readUpTo()).toBe(seenBefore);
    expect(await deliveredUpTo()).toBe(message.seq);
    // Other things that happen meanwhile say nothing of it either.
    const { clientMessageId, seq } = message;
    const own = { id: conversationId, clientMessageId };
    const edited = await alice.get('editMessage', {
      params: own,
      body: { editId: crypto.randomUUID(), content: 'edited' },
    });
    const unsent = await alice.get('unsendMessage', { params: own });
    for (const answer of [edited, unsent]) expect(answer.message).toMatchObject({ seq, readAt: null });
    await until(() => alice.received('message:updated').at(-1)?.message.deletedAt);
    expect(await readUpTo()).toBe(seenBefore);
  });

  it('that also delivers tells the delivery, and no more', async () => {
    await disclose(false);
    const message = await say();
    await read(message);
    await until(() => alice.received('message:delivered').at(-1)?.upToSeq === message.seq);
    expect(await readUpTo()).toBe(seenBefore);
    expect(await deliveredUpTo()).toBe(message.seq);
  });

  it('neither shows later, nor is taken back what was shown', async () => {
    await disclose(false);
    const hidden = await say();
    await read(hidden);
    await disclose(true);
    await read(hidden);
    expect(await readUpTo()).toBe(seenBefore);
    // A later read that is shown says "up to here" with its own time.
    const later = await say();
    const before = new Date().toISOString();
    await read(later);
    await until(() => alice.received('message:read').at(-1)?.upToSeq === later.seq);
    expect(await readUpTo()).toBe(later.seq);
    const { messages } = await alice.get('listMessages', { params: { id: conversationId } });
    const readAt = messages.filter(({ seq }) => seq >= hidden.seq).map((message) => message.readAt);
    for (const at of readAt) expect(at! >= before).toBe(true);
    await disclose(false);
    expect(await readUpTo()).toBe(later.seq);
    await read(await say());
    expect(await readUpTo()).toBe(later.seq);
  });
});

it('a view that is sent for another reason says nothing of it', async () => {
  await disclose(false);
  const seen = await readUpTo();
  const message = await say();
  await bruno.emit('message:read', { conversationId, upToSeq: message.seq });
  await bruno.get('updateBookingStatus', {
    params: { id: bookings.accepted },
    body: { status: 'completed', version: 1 },
  });
  await until(
    () => alice.received('conversation:updated').at(-1)?.conversation.booking?.status === 'completed',
  );
  expect(await readUpTo()).toBe(seen);
  // And by all of this bruno's own devices know what he has read.
  expect(
    (await bruno.get('getConversation', { params: { id: conversationId } })).conversation.me,
  ).toMatchObject({
    readSeq: message.seq,
    unreadCount: 0,
  });
});

/**
 * How far bruno has read by anything alice gets to see: every answer there is, every event since the beginning, and
 * what her client makes of both.
 */
async function readUpTo(): Promise<number> {
  await alice.emit('connection:check', {});
  const params = { id: conversationId };
  const answers = await Promise.all([
    alice.get('getConversation', { params }),
    alice.get('listConversations', { query: { role: 'customer' } }),
    alice.get('createConversation', { body: { customerId: people.alice.id, artistId: people.bruno.id } }),
    alice.get('listMessages', { params, query: { afterSeq: '0', limit: '100' } }),
    alice.get('updateConversation', { params, body: { markedUnread: false } }),
    alice.get('sync', { query: { cursor: start } }),
  ]);
  const found = [...answers, ...alice.events].flatMap((value) => [...readsTold(value)]);
  const state = alice.events
    .map((one) => toChatEvent({ name: one.event, payload: one.payload } as Parameters<typeof toChatEvent>[0]))
    .filter((fact) => fact !== undefined)
    .reduce(applyEvent, await fetchState(alice));
  const shown = selectMessages(state, conversationId)
    .filter(({ status }) => status === 'read')
    .map(({ seq }) => seq ?? 0);
  return Math.max(0, ...found, ...shown);
}

/** Whatever a value says about bruno's reading, as a seq. */
function* readsTold(value: unknown): Generator<number> {
  if (typeof value !== 'object' || value === null) return;
  const known = value as Record<string, unknown> & { payload: { side: string; upToSeq: number } };
  if (known['event'] === 'message:read' && known.payload.side === 'artist') yield known.payload.upToSeq;
  if (known['senderRole'] === 'customer' && known['readAt'] !== null) yield known['seq'] as number;
  for (const [key, part] of Object.entries(known)) {
    if (key === 'peer') yield (part as { readSeq: number }).readSeq;
    yield* readsTold(part);
  }
}

async function deliveredUpTo(): Promise<number> {
  const { conversation } = await alice.get('getConversation', { params: { id: conversationId } });
  return conversation.peer.deliveredSeq;
}

async function disclose(readReceipts: boolean): Promise<void> {
  await bruno.get('updateMe', { body: { settings: { readReceipts } } });
}

async function say(): Promise<Message> {
  const body = { type: 'text', clientMessageId: crypto.randomUUID(), content: 'x' } as const;
  return (await alice.get('sendMessage', { params: { id: conversationId }, body })).message;
}
