import { bookings, Device, people, startTestServer, until, type TestServer } from '@duet/testkit';
import { MUTED_FOR_GOOD, type ConversationPatch } from '@duet/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyEvent, toChatEvent } from '@duet/chat-client';
import { fetchState, view } from './state.fixture.ts';

// One person, two devices: whatever is done on one, over either transport, the other one shows without asking.

const TRANSPORTS = ['REST', 'socket'] as const;

let server: TestServer;
let phone: Device;
let laptop: Device;
let bruno: Device;
let conversationId: string;

beforeAll(async () => {
  server = await startTestServer();
  phone = await Device.connect(server.url, people.alice);
  laptop = await Device.connect(server.url, people.alice);
  bruno = await Device.connect(server.url, people.bruno);
  const pair = { customerId: people.alice.id, artistId: people.bruno.id, bookingId: bookings.requested };
  conversationId = (await phone.get('createConversation', { body: pair })).conversation.id;
  await say('hello');
});
afterAll(async () => {
  for (const device of [phone, laptop, bruno]) device.close();
  await server.stop();
});

describe.each(TRANSPORTS)('what one device does over %s, the other one shows', (transport) => {
  const update = async (change: ConversationPatch) => {
    if (transport === 'REST') {
      const params = { id: conversationId };
      return (await phone.get('updateConversation', { params, body: change })).conversation;
    }
    const ack = await phone.emit('conversation:update', { conversationId, ...change });
    if (!ack.ok) throw new Error(ack.error.code);
    return ack.data.conversation;
  };

  it('sent', () =>
    agree(async () => {
      const draft = { type: 'text', clientMessageId: crypto.randomUUID(), content: 'sent here' } as const;
      if (transport === 'REST')
        await phone.get('sendMessage', { params: { id: conversationId }, body: draft });
      else await phone.emit('message:send', { conversationId, ...draft });
    }));

  it('read here, cleared there', async () => {
    await fromBruno('unread');
    expect((await viewOf(laptop)).me.unreadCount).toBeGreaterThan(0);
    await agree(async () => {
      const upToSeq = (await viewOf(phone)).lastSeq;
      if (transport === 'REST')
        await phone.get('readConversation', { params: { id: conversationId }, body: { upToSeq } });
      else await phone.emit('message:read', { conversationId, upToSeq });
    });
    expect((await viewOf(laptop)).me.unreadCount).toBe(0);
  });

  it('marked unread here, and there; read there, and here', async () => {
    await agree(async () => {
      expect((await update({ markedUnread: true })).me).toMatchObject({ markedUnread: true, unreadCount: 0 });
    });
    const { lastSeq } = await viewOf(laptop);
    await agree(() => laptop.emit('message:read', { conversationId, upToSeq: lastSeq }), laptop, phone);
    expect((await viewOf(phone)).me.markedUnread).toBe(false);
  });

  it('archived unread: out of the total like out of the list, and back in both with the next message', async () => {
    const total = async () =>
      (await laptop.get('getUnreadCount', { query: { role: 'customer' } })).unreadCount;
    const shown = async () => {
      const { conversations } = await laptop.get('listConversations', { query: { role: 'customer' } });
      return conversations.reduce((sum, { me }) => sum + me.unreadCount, 0);
    };
    await fromBruno('unread');
    const before = await total();
    const { unreadCount } = (await viewOf(laptop)).me;
    expect([before, unreadCount > 0]).toEqual([await shown(), true]);
    await agree(() => update({ archived: true }));
    expect([await total(), await shown()]).toEqual([before - unreadCount, before - unreadCount]);
    await agree(() => update({ archived: false }));
    expect([await total(), await shown()]).toEqual([before, before]);
    await agree(() => update({ archived: true }));
    // One's own message brings it back too, and what was unread there with it.
    await agree(() =>
      phone.emit('message:send', {
        conversationId,
        type: 'text',
        clientMessageId: crypto.randomUUID(),
        content: 'back',
      }),
    );
    expect([await total(), await shown()]).toEqual([before, before]);
    await phone.emit('message:read', { conversationId, upToSeq: (await viewOf(phone)).lastSeq });
    expect([await total(), await shown()]).toEqual([before - unreadCount, before - unreadCount]);
  });

  it('muted here, quiet there: it keeps what is unread, and the total leaves it out until its time is up', async () => {
    const total = async () =>
      (await laptop.get('getUnreadCount', { query: { role: 'customer' } })).unreadCount;
    await fromBruno('unread');
    const before = await total();
    const { unreadCount } = (await viewOf(laptop)).me;
    expect(unreadCount).toBeGreaterThan(0);
    await agree(async () => {
      const { me } = await update({ mutedUntil: MUTED_FOR_GOOD });
      expect(me).toMatchObject({ mutedUntil: MUTED_FOR_GOOD, unreadCount });
    });
    expect(await total()).toBe(before - unreadCount);
    await fromBruno('and more');
    expect([await total(), (await viewOf(laptop)).me.unreadCount]).toEqual([
      before - unreadCount,
      unreadCount + 1,
    ]);
    await agree(() => update({ mutedUntil: new Date(Date.now() - 1).toISOString() }));
    expect(await total()).toBe(before + 1);
    await agree(() => update({ mutedUntil: null }));
    await phone.emit('message:read', { conversationId, upToSeq: (await viewOf(phone)).lastSeq });
  });

  it('pinned here, and there, until it is archived', async () => {
    await agree(async () => expect((await update({ pinned: true })).me.pinnedAt).not.toBeNull());
    await agree(async () => {
      expect((await update({ archived: true })).me).toMatchObject({ pinnedAt: null });
    });
    expect((await update({ pinned: true })).me).toMatchObject({ pinnedAt: null });
    await agree(async () => {
      const { me } = await update({ archived: false, pinned: true });
      expect([me.archivedAt, me.pinnedAt !== null]).toEqual([null, true]);
    });
    await agree(() => update({ pinned: false }));
    expect((await viewOf(laptop)).me.pinnedAt).toBeNull();
  });

  it('archived here, gone there, back with the next message', async () => {
    const isListed = async (filter?: 'archived') => {
      const { conversations } = await laptop.get('listConversations', {
        query: { role: 'customer', ...(filter && { filter }) },
      });
      return conversations.some(({ id }) => id === conversationId);
    };
    const heard = bruno.events.length;
    await agree(() => update({ archived: true }));
    expect([await isListed('archived'), await isListed()]).toEqual([true, false]);
    await bruno.emit('connection:check', {});
    expect(bruno.events).toHaveLength(heard);
    await agree(() => fromBruno('hello again'));
    expect([await isListed('archived'), await isListed()]).toEqual([false, true]);
    await agree(() => update({ archived: true }));
    await agree(() => update({ archived: false }));
    expect([await isListed('archived'), await isListed()]).toEqual([false, true]);
  });

  it('an archive that waited hides nothing new', async () => {
    const asOfSeq = (await viewOf(phone)).lastSeq;
    await fromBruno('meanwhile');
    expect((await update({ archived: true, asOfSeq })).me.archivedAt).toBeNull();
    const { me } = await update({ archived: true, asOfSeq: asOfSeq + 1 });
    expect(me.archivedAt).not.toBeNull();
    // What stands like that already is answered, and told to nobody.
    const heard = laptop.events.length;
    expect((await update({ archived: true })).me.archivedAt).toBe(me.archivedAt);
    await laptop.emit('connection:check', {});
    expect(laptop.events).toHaveLength(heard);
    await update({ archived: false });
  });
});

it('refuses a change that names nothing, or something unknown', async () => {
  const params = { id: conversationId };
  const asOfSeq = await phone.call('updateConversation', { params, body: { asOfSeq: 1 } });
  expect(asOfSeq).toMatchObject({ status: 400, error: { code: 'validation_failed' } });
  const unknown = await phone.call('updateConversation', { params, body: { starred: true } as never });
  expect(unknown).toMatchObject({ status: 400, error: { code: 'unknown_field' } });
  const carol = await Device.connect(server.url, people.carol);
  expect(await carol.call('updateConversation', { params, body: { archived: true } })).toMatchObject({
    status: 404,
    error: { code: 'conversation_not_found' },
  });
  carol.close();
});

/** Does something on one device and holds what the other one was told of it against what it can fetch. */
async function agree(act: () => Promise<unknown>, actor = phone, watcher = laptop): Promise<void> {
  const before = await fetchState(watcher);
  const from = watcher.events.length;
  await act();
  for (const device of [actor, watcher]) await device.emit('connection:check', {});
  await until(() => watcher.events.length > from);
  const told = watcher.events
    .slice(from)
    .map((one) => toChatEvent({ name: one.event, payload: one.payload } as Parameters<typeof toChatEvent>[0]))
    .filter((fact) => fact !== undefined)
    .reduce(applyEvent, before);
  expect(view(told)).toEqual(view(await fetchState(watcher)));
}

async function viewOf(device: Device) {
  return (await device.get('getConversation', { params: { id: conversationId } })).conversation;
}

async function say(content: string, device = phone): Promise<void> {
  const body = { type: 'text', clientMessageId: crypto.randomUUID(), content } as const;
  await device.get('sendMessage', { params: { id: conversationId }, body });
}

function fromBruno(content: string): Promise<void> {
  return say(content, bruno);
}
