import { bookings, Device, people, startTestServer, until, type TestServer } from '@duet/testkit';
import type { Ack, ErrorObject, MessageDraft } from '@duet/contract';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let server: TestServer;
let sql: Client;
let alice: Device;
let bruno: Device;
let carol: Device;
let conversationId: string;

beforeAll(async () => {
  server = await startTestServer();
  sql = new Client({ connectionString: server.databaseUrl });
  await sql.connect();
  [alice, bruno, carol] = (await Promise.all(
    [people.alice, people.bruno, people.carol].map((person) => Device.connect(server.url, person)),
  )) as [Device, Device, Device];
  const pair = { customerId: people.alice.id, artistId: people.bruno.id };
  conversationId = (await alice.get('createConversation', { body: pair })).conversation.id;
});
afterAll(async () => {
  for (const device of [alice, bruno, carol]) device.close();
  await sql.end();
  await server.stop();
});

const draft = (content: string, more: object = {}): MessageDraft => ({
  type: 'text',
  clientMessageId: crypto.randomUUID(),
  content,
  ...more,
});
const send = (from: Device, body: MessageDraft) =>
  from.call('sendMessage', { params: { id: conversationId }, body });
const codeOf = (answer: { ok: boolean; error?: ErrorObject } | Ack<unknown>) =>
  'error' in answer ? answer.error?.code : 'ok';

describe('an empty conversation', () => {
  it('is hidden from the side that did not open it, and appears with its first message', async () => {
    expect(await bruno.get('listConversations', { query: { role: 'artist' } })).toMatchObject({
      conversations: [],
    });
    expect(codeOf(await bruno.call('getConversation', { params: { id: conversationId } }))).toBe(
      'conversation_not_found',
    );
    await alice.emit('typing:start', { conversationId });

    expect(await send(alice, draft('hello'))).toMatchObject({ status: 201 });
    await until(() => bruno.received('message:new').length === 1);
    expect(bruno.events.map(({ event }) => event)).toEqual(['conversation:updated', 'message:new']);
    expect(bruno.received('conversation:updated')[0]).toMatchObject({
      conversation: {
        id: conversationId,
        lastSeq: 1,
        me: { role: 'artist', unreadCount: 1 },
        peer: { user: { name: 'Alice' } },
      },
    });
  });
});

describe('sending', () => {
  it('keeps the first of two contents under one id, and says so', async () => {
    const first = draft('first');
    const stored = await send(alice, first);
    expect(codeOf(await send(alice, { ...first, content: 'second' }))).toBe('client_message_id_reused');
    const repeat = await send(alice, first);
    expect(repeat).toMatchObject({ status: 200, body: { created: false } });
    expect(repeat.ok && repeat.body.message).toEqual(stored.ok && stored.body.message);
  });

  it('answers the sender of a booking that has changed, and one of another pair', async () => {
    const about = (bookingId: string, bookingVersion: number) =>
      send(alice, draft('about it', { bookingId, bookingVersion }));
    expect(await about(bookings.requested, 1)).toMatchObject({ status: 201 });
    await bruno.get('updateBookingStatus', {
      params: { id: bookings.requested },
      body: { status: 'accepted', version: 1 },
    });
    expect(codeOf(await about(bookings.requested, 1))).toBe('booking_changed');
    expect(await about(bookings.requested, 2)).toMatchObject({ status: 201 });
    expect(codeOf(await about(crypto.randomUUID(), 1))).toBe('booking_not_found');
  });

  it('refuses people in a closed or blocked conversation, and lets the marketplace through', async () => {
    await sql.query(`UPDATE conversations SET status = 'closed' WHERE id = $1`, [conversationId]);
    expect(codeOf(await send(alice, draft('x')))).toBe('conversation_closed');
    await sql.query(`UPDATE conversations SET status = 'active', blocked_at_artist = now() WHERE id = $1`, [
      conversationId,
    ]);
    expect(codeOf(await send(alice, draft('x')))).toBe('conversation_blocked');
    const before = (await alice.get('getConversation', { params: { id: conversationId } })).conversation
      .lastSeq;
    await alice.get('updateBookingStatus', {
      params: { id: bookings.accepted },
      body: { status: 'cancelled', version: 1 },
    });
    const after = (await alice.get('getConversation', { params: { id: conversationId } })).conversation
      .lastSeq;
    expect(after).toBe(before + 1);
    await sql.query('UPDATE conversations SET blocked_at_artist = NULL WHERE id = $1', [conversationId]);
  });

  it('finds no image, since none was uploaded', async () => {
    const image: MessageDraft = {
      type: 'image',
      clientMessageId: crypto.randomUUID(),
      imageIds: [crypto.randomUUID()],
    };
    expect(codeOf(await send(alice, image))).toBe('image_not_found');
  });

  it('replies only to messages of the same conversation', async () => {
    const { messages } = await alice.get('listMessages', { params: { id: conversationId } });
    const answered = messages[0]!;
    const { message } = await bruno.get('sendMessage', {
      params: { id: conversationId },
      body: draft('to that', { replyToId: answered.id }),
    });
    expect(message.replyToId).toBe(answered.id);
    const heard = () => alice.received('message:new').find((event) => event.message.id === message.id);
    await until(() => heard() !== undefined);
    expect(heard()?.message.replyToId).toBe(answered.id);
    const page = await alice.get('listMessages', { params: { id: conversationId } });
    expect(page.messages.at(-1)).toMatchObject({ id: message.id, replyToId: answered.id });
    expect(await alice.get('getMessage', { params: { id: answered.id } })).toEqual({ message: answered });
    expect(codeOf(await carol.call('getMessage', { params: { id: answered.id } }))).toBe('message_not_found');
    const pair = { customerId: people.carol.id, artistId: people.bruno.id };
    const { conversation } = await bruno.get('createConversation', { body: pair });
    const crossing = { params: { id: conversation.id }, body: draft('x', { replyToId: answered.id }) };
    expect(codeOf(await bruno.call('sendMessage', crossing))).toBe('message_not_found');
    expect(codeOf(await send(alice, draft('to nothing', { replyToId: crypto.randomUUID() })))).toBe(
      'message_not_found',
    );
  });
});

describe('a stranger', () => {
  it('is answered exactly as for a conversation that does not exist, and hears nothing', async () => {
    const absent = crypto.randomUUID();
    for (const id of [conversationId, absent]) {
      const upTo = { conversationId: id, upToSeq: 1 };
      const answers = [
        await carol.call('getConversation', { params: { id } }),
        await carol.call('listMessages', { params: { id } }),
        await carol.call('sendMessage', { params: { id }, body: draft('x') }),
        await carol.call('readConversation', { params: { id }, body: { upToSeq: 1 } }),
        await carol.emit('join:conversation', { conversationId: id }),
        await carol.emit('message:send', { conversationId: id, ...draft('x') }),
        await carol.emit('message:read', upTo),
        await carol.emit('message:delivered', upTo),
        await carol.emit('typing:start', { conversationId: id }),
        await carol.emit('typing:stop', { conversationId: id }),
      ];
      expect(new Set(answers.map(codeOf))).toEqual(new Set(['conversation_not_found']));
    }
    const { messages } = await alice.get('listMessages', { params: { id: conversationId } });
    expect(codeOf(await carol.call('readMessage', { params: { id: messages[0]!.id } }))).toBe(
      'message_not_found',
    );
    expect(codeOf(await carol.call('getBooking', { params: { id: bookings.requested } }))).toBe(
      'booking_not_found',
    );
    const steal = { customerId: people.alice.id, artistId: people.bruno.id };
    expect(codeOf(await carol.call('createConversation', { body: steal }))).toBe('user_not_found');
    expect(carol.events).toEqual([]);
  });
});

describe('history', () => {
  it('pages in both directions without overlap or gap', async () => {
    for (let n = 0; n < 12; n += 1) await send(alice, draft(`page me ${n}`));
    const { conversation } = await alice.get('getConversation', { params: { id: conversationId } });
    const page = (query: object) =>
      alice.get('listMessages', { params: { id: conversationId }, query: { limit: '5', ...query } });
    const down: number[] = [];
    for (let before = String(conversation.lastSeq + 1), more = true; more;) {
      const { messages, hasMore } = await page({ beforeSeq: before });
      down.unshift(...messages.map(({ seq }) => seq));
      before = String(messages[0]!.seq);
      more = hasMore;
    }
    const up: number[] = [];
    for (let after = '0', more = true; more;) {
      const { messages, hasMore } = await page({ afterSeq: after });
      up.push(...messages.map(({ seq }) => seq));
      after = String(messages.at(-1)!.seq);
      more = hasMore;
    }
    const all = Array.from({ length: conversation.lastSeq }, (_, n) => n + 1);
    expect({ down, up }).toEqual({ down: all, up: all });
    const around = await page({ aroundSeq: '6' });
    expect(around.messages.map(({ seq }) => seq)).toEqual([4, 5, 6, 7, 8]);
  });

  it('filters by type and by booking', async () => {
    const list = (query: object) => alice.get('listMessages', { params: { id: conversationId }, query });
    const system = await list({ type: 'system' });
    expect(system.messages.map(({ metadata }) => metadata?.to)).toEqual(['accepted', 'cancelled']);
    const about = await list({ bookingId: bookings.requested });
    expect(about.messages.map(({ content }) => content)).toEqual([
      'about it',
      'Booking TEST-requested was accepted.',
      'about it',
    ]);
  });

  it.each([
    [{ limit: '0' }],
    [{ limit: '101' }],
    [{ limit: 'abc' }],
    [{ afterSeq: '-1' }],
    [{ afterSeq: '1', beforeSeq: '3' }],
  ])('refuses %j', async (query) => {
    expect(codeOf(await alice.call('listMessages', { params: { id: conversationId }, query }))).toBe(
      'validation_failed',
    );
  });
});

describe('reading', () => {
  it('raises watermarks only, counts unread, and shows as true ticks', async () => {
    const lastSeq = async () =>
      (await bruno.get('getConversation', { params: { id: conversationId } })).conversation.lastSeq;
    const before = await lastSeq();
    await send(alice, draft('read me'));
    expect((await bruno.get('getUnreadCount', { query: { role: 'artist' } })).unreadCount).toBeGreaterThan(0);
    const upToSeq = before + 1;
    expect(await bruno.emit('message:delivered', { conversationId, upToSeq })).toMatchObject({ ok: true });
    const mine = (await alice.get('listMessages', { params: { id: conversationId } })).messages.at(-1);
    expect(mine).toMatchObject({ seq: upToSeq, deliveredAt: expect.any(String) as string, readAt: null });

    const read = await bruno.emit('message:read', { conversationId, upToSeq });
    expect(read).toMatchObject({ ok: true, data: { readSeq: upToSeq, unreadCount: 0 } });
    await until(() => alice.received('message:read').some((event) => event.upToSeq === upToSeq));
    expect(alice.received('message:read').at(-1)).not.toHaveProperty('unreadCount');
    const seen = (await alice.get('listMessages', { params: { id: conversationId } })).messages.at(-1);
    expect(seen?.readAt).toEqual(expect.any(String));

    const back = await bruno.emit('message:read', { conversationId, upToSeq: 1 });
    expect(back).toMatchObject({ ok: true, data: { readSeq: upToSeq } });
    const ahead = await bruno.emit('message:read', { conversationId, upToSeq: upToSeq + 1 });
    expect(codeOf(ahead)).toBe('seq_ahead');
    expect((await bruno.get('getUnreadCount', { query: { role: 'artist' } })).unreadCount).toBe(0);
  });

  it('tells the other side "delivered" only, for ever, when the reader keeps it private', async () => {
    await bruno.get('updateMe', { body: { settings: { readReceipts: false } } });
    const sent = await send(alice, draft('private'));
    const seq = sent.ok ? sent.body.message.seq : 0;
    const heard = alice.received('message:read').length;
    await bruno.emit('message:read', { conversationId, upToSeq: seq });
    await until(() => alice.received('message:delivered').some((event) => event.upToSeq === seq));
    await bruno.get('updateMe', { body: { settings: { readReceipts: true } } });
    expect(alice.received('message:read')).toHaveLength(heard);
    const { conversation } = await alice.get('getConversation', { params: { id: conversationId } });
    expect(conversation.peer).toMatchObject({ deliveredSeq: seq, readSeq: seq - 1 });
    const { messages } = await alice.get('listMessages', { params: { id: conversationId } });
    expect(messages.at(-1)).toMatchObject({ seq, deliveredAt: expect.any(String) as string, readAt: null });
  });

  it('marks a message, and all before it, as read by its id', async () => {
    const sent = await send(alice, draft('by its id'));
    const message = sent.ok ? sent.body.message : undefined;
    const { readState } = await bruno.get('readMessage', { params: { id: message!.id } });
    expect(readState).toMatchObject({ readSeq: message!.seq, unreadCount: 0 });
  });
});

describe('a booking', () => {
  it('changes by the rules of its side, once per version', async () => {
    const change = (from: Device, status: 'accepted' | 'cancelled' | 'completed', version: number) =>
      from.call('updateBookingStatus', { params: { id: bookings.requested }, body: { status, version } });
    expect(codeOf(await change(alice, 'completed', 2))).toBe('booking_transition_invalid');
    expect(codeOf(await change(bruno, 'completed', 1))).toBe('booking_changed');
    const before = bruno.received('message:new').length;
    const both = await Promise.all([change(bruno, 'completed', 2), change(bruno, 'completed', 2)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const { rows } = await sql.query(
      `SELECT count(*)::integer AS told FROM messages WHERE booking_id = $1 AND metadata->>'version' = '3'`,
      [bookings.requested],
    );
    expect(rows).toEqual([{ told: 1 }]);
    await until(() => bruno.received('message:new').length > before);
    expect(bruno.received('conversation:updated').at(-1)?.conversation.booking).toMatchObject({
      id: bookings.requested,
      status: 'completed',
      version: 3,
    });
  });

  it('is listed for both its parties', async () => {
    for (const [device, role] of [
      [alice, 'customer'],
      [bruno, 'artist'],
    ] as const) {
      const { bookings: listed } = await device.get('listBookings', { query: { role } });
      expect(listed.map(({ id }) => id).sort()).toEqual([bookings.requested, bookings.accepted].sort());
    }
    const ofPair = await alice.get('listConversationBookings', { params: { id: conversationId } });
    expect(ofPair).toEqual(await bruno.get('listConversationBookings', { params: { id: conversationId } }));
    expect(ofPair.bookings.map(({ id }) => id).sort()).toEqual(
      [bookings.requested, bookings.accepted].sort(),
    );
    expect(codeOf(await alice.call('listBookings', { query: { role: 'customer', cursor: 'forged' } }))).toBe(
      'validation_failed',
    );
  });
});
