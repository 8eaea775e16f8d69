import { TIMERS, type Conversation, type Message } from '@duet/contract';
import { describe, expect, it } from 'vitest';
import { ApiError, networkError } from './api-error.ts';
import type { Api } from './api.ts';
import { selectConversation, selectUnreadTotal } from './conversation-view.ts';
import { ALICE, at, conversation, CONVERSATION, id, message, queueEntry } from './facts.fixture.ts';
import { Loader } from './loader.ts';
import { manualClock, settled } from './manual-clock.fixture.ts';
import type { Session } from './session.ts';
import type { ChatSocket, ServerEvent } from './socket.ts';
import { Store } from './store.ts';
import { selectMessages } from './thread-message.ts';
import { Upkeep } from './upkeep.ts';

const PAGE = 3;

function refusal(code: string): ApiError {
  return new ApiError({ code, message: code, retryable: false, requestId: 'r' });
}

/** A server that holds conversations, and a client of alice's that is connected to it. */
function setUp() {
  const clock = manualClock();
  const server = {
    conversations: new Map<string, Message[]>(),
    down: false,
    unread: 0,
    /** How many answers to `sync` it still gives before it goes down. */
    syncs: Infinity,
    /** How often it was restored from a backup: cursors of another time are answered `reset`. */
    restored: 0,
    /** What it refuses, and with which word. */
    refuses: undefined as [name: string, code: string] | undefined,
    /** What it answers late, though as things stood when it was asked. */
    late: undefined as [name: string, until: Promise<void>] | undefined,
  };
  const asked: string[] = [];
  const told: string[] = [];

  const viewOf = (conversationId: string): Conversation => {
    const messages = server.conversations.get(conversationId) ?? [];
    const version = 1 + messages.length;
    const view = conversation(version, {
      lastSeq: messages.length,
      lastMessage: messages.at(-1) ?? null,
      me: { unreadCount: messages.length },
    });
    return { ...view, id: conversationId };
  };
  /** A page of one conversation. A cursor holds the number of messages of each, one between pages those of the first. */
  const changesSince = (cursor: string | undefined) => {
    type Counts = Record<string, number>;
    const now: Counts = Object.fromEntries(
      [...server.conversations].map(([key, { length }]) => [key, length]),
    );
    const taken = (...position: unknown[]) => JSON.stringify([server.restored, ...position]);
    const nothing = { reset: false, hasMore: false, conversations: [], bookings: [], epoch: id('e0') };
    if (cursor === undefined) return { ...nothing, cursor: taken(now) };
    if (!cursor.startsWith('[')) throw refusal('validation_failed');
    const [restored, since, until = now, after = ''] = JSON.parse(cursor) as [
      number,
      Counts,
      Counts?,
      string?,
    ];
    if (restored !== server.restored) return { ...nothing, reset: true, cursor: taken(now) };
    const changed = Object.keys(now).filter((key) => now[key] !== since[key] && key > after);
    const [first = ''] = changed.sort();
    const synced = { conversation: viewOf(first), messages: newest(first), revised: [] };
    const hasMore = changed.length > 1;
    return {
      ...nothing,
      conversations: changed.length > 0 ? [synced] : [],
      hasMore,
      cursor: hasMore ? taken(since, until, first) : taken(until),
    };
  };
  const newest = (conversationId: string) => (server.conversations.get(conversationId) ?? []).slice(-PAGE);
  const answer = (name: string, input: { params?: { id: string }; query?: Record<string, string> }) => {
    const { id: conversationId = '' } = input.params ?? {};
    const { afterSeq, beforeSeq, cursor } = input.query ?? {};
    asked.push(name + (afterSeq === undefined ? '' : ` after ${afterSeq}`));
    if (server.down) throw networkError();
    if (server.refuses?.[0] === name) throw refusal(server.refuses[1]);
    if (name === 'sync' && (server.syncs -= 1) < 0) throw networkError();
    const messages = server.conversations.get(conversationId) ?? [];
    switch (name) {
      case 'listConversations':
        return { conversations: [...server.conversations.keys()].map(viewOf), nextCursor: null };
      case 'getConversation':
        return { conversation: viewOf(conversationId) };
      case 'sync':
        return changesSince(cursor);
      case 'getUnreadCount':
        return { unreadCount: server.unread };
      default: {
        const after = messages.slice(Number(afterSeq));
        const before = messages.slice(0, Number(beforeSeq ?? Infinity) - 1);
        return afterSeq === undefined
          ? { messages: before.slice(-PAGE), hasMore: before.length > PAGE }
          : { messages: after.slice(0, PAGE), hasMore: after.length > PAGE };
      }
    }
  };
  const call = async (name: string, input: object) => {
    const { late } = server;
    const answered = answer(name, input);
    if (late?.[0] === name) await late[1];
    return answered;
  };
  const api = { call } as unknown as Api;
  const socket = {
    async request(event: string, { upToSeq }: { upToSeq?: number }) {
      if (!store.getState().connected) throw networkError();
      told.push(upToSeq === undefined ? event : `${event} ${upToSeq}`);
      if (event === 'join:conversation')
        return { presence: { userId: id('b2010'), online: true, lastSeenAt: null } };
      return {
        conversationId: CONVERSATION,
        readSeq: upToSeq,
        unreadCount: 0,
        lastSeq: upToSeq,
        version: 99,
      };
    },
    tell: (event: string) => told.push(event),
  } as unknown as ChatSocket;
  const session = {
    user: { roles: ['customer', 'owner'] },
    expire: () => told.push('expire'),
  } as unknown as Session;

  const store: Store = new Store((event) => upkeep.settle(event));
  const loader = new Loader(api, store.getState, store.dispatch);
  const upkeep: Upkeep = new Upkeep({ clock, random: () => 0.5, session, socket, store, loader });
  store.dispatch({ type: 'user', userId: ALICE });
  // A device whose storage is instant.
  store.subscribe(() => {
    const { conversations } = store.getState();
    for (const [key, held] of Object.entries(conversations)) upkeep.kept(key, held);
  });

  const connect = () => {
    store.dispatch({ type: 'connection', connected: true });
    upkeep.connected();
    return settled();
  };
  const disconnect = () => {
    store.dispatch({ type: 'connection', connected: false });
    upkeep.disconnected();
  };
  const hold = (conversationId: string, count: number) =>
    server.conversations.set(
      conversationId,
      Array.from({ length: count }, (_, index) => message(index + 1, { conversationId })),
    );
  /** The server has got a message and, unless it is lost, tells it. */
  const arrive = (conversationId: string, lost = false) => {
    const messages = server.conversations.get(conversationId) ?? [];
    const seq = messages.length + 1;
    const arrived = message(seq, { conversationId });
    server.conversations.set(conversationId, [...messages, arrived]);
    const about = { id: conversationId, lastSeq: seq, lastMessageAt: arrived.sentAt };
    const event: ServerEvent = { name: 'message:new', payload: { message: arrived, conversation: about } };
    if (!lost) upkeep.receive(event);
  };
  /** The server has edited a message, and nobody is told. */
  const edit = (conversationId: string, seq: number) => {
    const messages = server.conversations.get(conversationId) ?? [];
    const edited = { content: 'edited', editedAt: at(9), revision: 1 };
    server.conversations.set(
      conversationId,
      messages.map((one) => (one.seq === seq ? { ...one, ...edited } : one)),
    );
  };
  const seqs = (conversationId = CONVERSATION) =>
    selectMessages(store.getState(), conversationId).map((row) => row.seq);
  return { clock, server, asked, told, store, loader, upkeep, connect, disconnect, hold, arrive, edit, seqs };
}

describe('a hole', () => {
  it('hides nothing, and is not passed by what is reported until it is filled', async () => {
    const { clock, told, asked, store, loader, upkeep, connect, hold, arrive, seqs } = setUp();
    await connect();
    hold(CONVERSATION, 2);
    await loader.loadConversation(CONVERSATION);
    await loader.loadMessages(CONVERSATION);
    arrive(CONVERSATION, true);
    arrive(CONVERSATION);
    expect(seqs()).toEqual([1, 2, 4]);
    upkeep.markRead(CONVERSATION, 4);
    await clock.advance(299);
    expect(told).toEqual(['message:delivered 2', 'message:read 2']);
    expect(asked.filter((call) => call.startsWith('listMessages'))).toEqual(['listMessages']);

    await clock.advance(2_000);
    expect(asked).toContain('listMessages after 2');
    expect(seqs()).toEqual([1, 2, 3, 4]);
    expect(told.at(-1)).toBe('message:read 4');
    expect(selectConversation(store.getState(), CONVERSATION)?.me.readSeq).toBe(4);
  });
});

describe('a hole that nothing but a receipt shows', () => {
  it('is filled', async () => {
    const { clock, upkeep, loader, connect, hold, arrive, seqs } = setUp();
    await connect();
    hold(CONVERSATION, 1);
    await loader.loadConversation(CONVERSATION);
    await loader.loadMessages(CONVERSATION);
    arrive(CONVERSATION, true);
    const watermark = { conversationId: CONVERSATION, side: 'artist', upToSeq: 2, at: at(9) } as const;
    upkeep.receive({ name: 'message:delivered', payload: watermark });
    await clock.advance(300);
    expect(seqs()).toEqual([1, 2]);
  });
});

describe('a message out of the blue', () => {
  it('brings its conversation and the newest page', async () => {
    const { clock, told, store, connect, hold, arrive, seqs } = setUp();
    await connect();
    hold(CONVERSATION, 4);
    arrive(CONVERSATION);
    expect(seqs()).toEqual([5]);
    await clock.advance(300);
    expect(selectConversation(store.getState(), CONVERSATION)?.lastSeq).toBe(5);
    expect(seqs()).toEqual([1, 2, 3, 4, 5]);
    expect(told).toEqual(['message:delivered 5']);
  });

  it('is not said to be delivered while something unread before it is not here', async () => {
    const { told, loader, connect, hold, seqs } = setUp();
    hold(CONVERSATION, 5);
    await connect();
    await loader.loadConversation(CONVERSATION);
    await loader.loadMessages(CONVERSATION);
    expect(seqs()).toEqual([3, 4, 5]);
    expect(told).toEqual([]);
    await loader.loadMessages(CONVERSATION, { beforeSeq: 3 });
    expect(told).toEqual(['message:delivered 5']);
  });
});

describe('after a reconnect', () => {
  it('what changed is fetched and what is missing between, page by page', async () => {
    const { clock, told, asked, loader, upkeep, connect, disconnect, hold, arrive, seqs } = setUp();
    await connect();
    hold(CONVERSATION, 2);
    upkeep.listed('customer', (await loader.loadConversations('customer')).conversations);
    await loader.loadMessages(CONVERSATION);
    upkeep.join(CONVERSATION);
    disconnect();
    for (let lost = 0; lost < 7; lost += 1) arrive(CONVERSATION, true);
    asked.length = told.length = 0;
    await connect();
    expect(seqs()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(asked).toEqual([
      'getUnreadCount',
      'sync',
      'listMessages after 2',
      'listMessages after 5',
      'listMessages after 8',
    ]);
    await clock.advance(1_000);
    expect(told).toEqual(['join:conversation', 'message:delivered 9']);
  });

  it('nothing is asked for before there is a cursor to tell what changes from then on', async () => {
    const { asked, loader, connect, hold } = setUp();
    hold(CONVERSATION, 5);
    await Promise.all([loader.loadMessages(CONVERSATION), loader.loadConversation(CONVERSATION)]);
    expect(asked).toEqual(['sync', 'listMessages', 'getConversation']);
    await connect();
    expect(asked.filter((name) => name !== 'getUnreadCount').slice(3)).toEqual(['sync']);
  });

  it('a cursor that the device kept, and that comes later than it was asked for, is the one that counts', async () => {
    const { server, store, loader, hold } = setUp();
    hold(CONVERSATION, 1);
    let come = () => undefined as void;
    server.late = ['sync', new Promise((resolve) => (come = resolve))];
    const loading = loader.loadConversation(CONVERSATION);
    await settled();
    store.dispatch({ type: 'synced', cursor: 'kept', hasMore: false });
    come();
    await loading;
    expect(store.getState().syncCursor).toBe('kept');
  });

  it('a live event is not believed before there is a cursor: the sync tells what it told, and what came of it', async () => {
    const { server, connect, hold, arrive, edit, store } = setUp();
    hold(CONVERSATION, 1);
    let come = () => undefined as void;
    server.late = ['sync', new Promise((resolve) => (come = resolve))];
    await connect();
    arrive(CONVERSATION);
    edit(CONVERSATION, 2);
    expect(store.getState().conversations).toEqual({});
    server.late = undefined;
    come();
    await settled();
    expect(selectMessages(store.getState(), CONVERSATION).map(({ content }) => content)).toEqual([
      'message 1',
      'edited',
    ]);
  });

  it('what was asked for before a reset, and comes after it, is asked for again', async () => {
    const { server, store, loader, connect, disconnect, hold, edit } = setUp();
    await connect();
    disconnect();
    hold(CONVERSATION, 2);
    let come = () => undefined as void;
    server.late = ['listMessages', new Promise((resolve) => (come = resolve))];
    const loading = loader.loadMessages(CONVERSATION);
    await settled();
    server.late = undefined;
    edit(CONVERSATION, 1);
    server.restored = 1;
    await connect();
    come();
    await loading;
    expect(selectMessages(store.getState(), CONVERSATION)[0]?.content).toBe('edited');
  });

  it('the lists that were loaded are loaded anew after a reset, until all are', async () => {
    const { clock, server, upkeep, connect, disconnect } = setUp();
    await connect();
    const loaded: string[] = [];
    upkeep.want('conversations', () => Promise.resolve(loaded.push('conversations')));
    upkeep.want('bookings', () => {
      loaded.push('bookings');
      return loaded.length > 2 ? Promise.resolve() : Promise.reject(networkError());
    });
    disconnect();
    server.restored = 1;
    await connect();
    expect(loaded).toEqual(['conversations', 'bookings']);
    await clock.advance(10_000);
    expect(loaded).toEqual(['conversations', 'bookings', 'conversations', 'bookings']);
    await clock.advance(TIMERS.syncInterval);
    expect(loaded).toHaveLength(4);
  });

  it('a conversation that was never seen is there, with its newest messages', async () => {
    const { asked, told, store, clock, connect, disconnect, hold, seqs } = setUp();
    await connect();
    disconnect();
    hold(CONVERSATION, 2);
    asked.length = 0;
    await connect();
    expect(asked).toEqual(['getUnreadCount', 'sync']);
    expect(selectConversation(store.getState(), CONVERSATION)?.me.unreadCount).toBe(2);
    expect(seqs()).toEqual([1, 2]);
    await clock.advance(1_000);
    expect(told).toEqual(['message:delivered 2']);
  });

  it('nothing is asked for twice, and the cursor is moved on now and then', async () => {
    const { clock, asked, store, connect, hold } = setUp();
    hold(CONVERSATION, 2);
    await connect();
    hold(CONVERSATION, 3);
    const before = store.getState().syncCursor;
    await clock.advance(TIMERS.syncInterval);
    expect(asked.filter((call) => call === 'sync')).toHaveLength(3);
    expect(store.getState().syncCursor).not.toBe(before);
  });

  it('coming back to the app, with a connection that has held, asks as well', async () => {
    const { asked, connect, disconnect, upkeep } = setUp();
    await connect();
    asked.length = 0;
    upkeep.foreground();
    await settled();
    disconnect();
    upkeep.foreground();
    await settled();
    expect(asked).toEqual(['sync']);
  });

  it('a sync that is cut between two pages goes on where it was, and misses nothing meanwhile', async () => {
    const { clock, server, asked, store, connect, disconnect, hold, arrive, seqs } = setUp();
    await connect();
    disconnect();
    for (const name of ['c1', 'c2', 'c3']) hold(id(name), 1);
    server.syncs = 1;
    await connect();
    expect(['c1', 'c2', 'c3'].map((name) => seqs(id(name)))).toEqual([[1], [], []]);
    disconnect();
    await clock.advance(60_000);
    arrive(id('c1'), true);
    server.syncs = Infinity;
    asked.length = 0;
    await connect();
    expect(['c1', 'c2', 'c3'].map((name) => seqs(id(name)))).toEqual([[1, 2], [1], [1]]);
    expect(asked.filter((call) => call === 'sync')).toHaveLength(3);
    expect(Object.keys(store.getState().conversations)).toHaveLength(3);
  });

  it('of a server that was restored everything is loaded anew, and what waits to be sent is kept', async () => {
    const { server, store, loader, upkeep, connect, disconnect, hold, seqs } = setUp();
    await connect();
    hold(CONVERSATION, 5);
    hold(id('c1'), 2);
    upkeep.listed('customer', (await loader.loadConversations('customer')).conversations);
    await loader.loadMessages(CONVERSATION);
    const entries = [queueEntry('waiting')];
    store.dispatch({ type: 'pending', conversationId: id('c1'), entries });
    upkeep.join(CONVERSATION);
    disconnect();
    server.restored = 1;
    hold(CONVERSATION, 2);
    hold(id('c1'), 0);
    await connect();
    expect(seqs()).toEqual([1, 2]);
    expect(selectConversation(store.getState(), CONVERSATION)?.lastSeq).toBe(2);
    expect(seqs(id('c1'))).toEqual([null]);
    expect(store.getState().syncCursor).toContain('[1,');
  });

  it('a sync whose token expires once more is tried again', async () => {
    const { clock, server, connect, disconnect, hold, seqs } = setUp();
    await connect();
    disconnect();
    hold(CONVERSATION, 1);
    server.refuses = ['sync', 'token_expired'];
    await connect();
    server.refuses = undefined;
    await clock.advance(10_000);
    expect(seqs()).toEqual([1]);
  });

  it('a cursor that the server no longer takes is dropped, with everything it stood for', async () => {
    const { store, connect, disconnect, hold, seqs, upkeep } = setUp();
    await connect();
    store.dispatch({ type: 'synced', cursor: 'signed with another key', hasMore: false });
    disconnect();
    hold(CONVERSATION, 1);
    upkeep.join(CONVERSATION);
    await connect();
    expect(seqs()).toEqual([1]);
    expect(store.getState().syncCursor).toContain('[0,');
  });

  it('what was cut short by the next disconnect is completed by the next connect', async () => {
    const { clock, server, loader, connect, disconnect, hold, arrive, seqs } = setUp();
    await connect();
    hold(CONVERSATION, 1);
    await loader.loadConversation(CONVERSATION);
    await loader.loadMessages(CONVERSATION);
    disconnect();
    arrive(CONVERSATION, true);
    server.down = true;
    await connect();
    disconnect();
    await clock.advance(60_000);
    server.down = false;
    await connect();
    expect(seqs()).toEqual([1, 2]);
  });

  it('a busy server is asked until it answers', async () => {
    const { clock, server, loader, connect, disconnect, hold, arrive, seqs } = setUp();
    hold(CONVERSATION, 1);
    await connect();
    await loader.loadConversation(CONVERSATION);
    await loader.loadMessages(CONVERSATION);
    disconnect();
    arrive(CONVERSATION, true);
    server.down = true;
    await connect();
    await clock.advance(30_000);
    server.down = false;
    await clock.advance(8_000);
    expect(seqs()).toEqual([1, 2]);
  });

  it('what is unread is loaded before it is opened', async () => {
    const { told, loader, upkeep, connect, hold, seqs } = setUp();
    await connect();
    hold(CONVERSATION, 2);
    hold(id('c1'), 1);
    upkeep.listed('customer', (await loader.loadConversations('customer')).conversations);
    await settled();
    expect([seqs(), seqs(id('c1'))]).toEqual([[1, 2], [1]]);
    expect(told).toEqual(['message:delivered 2', 'message:delivered 1']);
  });
});

describe('the unread total', () => {
  it('is asked for at once, and of a burst once more', async () => {
    const { clock, server, asked, store, connect, hold, arrive } = setUp();
    await connect();
    await clock.advance(1_000);
    hold(CONVERSATION, 0);
    server.unread = 5;
    for (let count = 0; count < 5; count += 1) arrive(CONVERSATION);
    await settled();
    expect(selectUnreadTotal(store.getState(), 'customer')).toBe(5);
    server.unread = 7;
    await clock.advance(5_000);
    expect(asked.filter((call) => call === 'getUnreadCount')).toHaveLength(3);
    expect(selectUnreadTotal(store.getState(), 'customer')).toBe(7);
  });
});

describe('the unread total, where it is missing,', () => {
  it('is asked for again after a sync that found something: it may have been counted before that', async () => {
    const { clock, server, store, connect, disconnect, hold } = setUp();
    await connect();
    disconnect();
    await clock.advance(1_000);
    hold(CONVERSATION, 2);
    server.unread = 0;
    const connecting = connect();
    server.unread = 2;
    await connecting;
    expect(selectUnreadTotal(store.getState(), 'customer')).toBe(0);
    await clock.advance(1_000);
    expect(selectUnreadTotal(store.getState(), 'customer')).toBe(2);
  });

  it('is asked for again when a conversation is archived or comes back, however that becomes known', async () => {
    const { clock, asked, store, connect } = setUp();
    await connect();
    await clock.advance(1_000);
    asked.length = 0;
    const become = async (version: number, archivedAt: string | null) => {
      store.dispatch({ type: 'conversation', conversation: conversation(version, { me: { archivedAt } }) });
      await clock.advance(1_000);
      return asked.splice(0);
    };
    expect(await become(2, null)).toEqual([]);
    expect(await become(3, at(1))).toEqual(['getUnreadCount']);
    expect(await become(4, at(1))).toEqual([]);
    expect(await become(5, null)).toEqual(['getUnreadCount']);
  });

  it('is asked for again when a conversation is muted, and when its time is up', async () => {
    const { clock, asked, store, connect } = setUp();
    await connect();
    store.dispatch({ type: 'conversation', conversation: conversation(2) });
    await clock.advance(1_000);
    asked.length = 0;
    const counts = async (ms: number) => {
      await clock.advance(ms);
      return asked.splice(0).filter((call) => call === 'getUnreadCount').length;
    };
    const mutedUntil = new Date(clock.now() + 3_600_000).toISOString();
    store.dispatch({ type: 'conversation', conversation: conversation(3, { me: { mutedUntil } }) });
    expect(await counts(1_000)).toBe(1);
    expect(await counts(3_500_000)).toBe(0);
    expect(await counts(100_000)).toBe(1);
  });

  it('is asked for until it is answered', async () => {
    const { clock, server, store, connect } = setUp();
    server.unread = 5;
    server.down = true;
    await connect();
    await clock.advance(2_000);
    server.down = false;
    await clock.advance(1_000);
    expect(selectUnreadTotal(store.getState(), 'customer')).toBe(5);
  });

  it('is asked for again after a reset', async () => {
    const { clock, server, store, connect, disconnect } = setUp();
    server.unread = 5;
    await connect();
    disconnect();
    server.restored = 1;
    await connect();
    await clock.advance(1_000);
    expect(selectUnreadTotal(store.getState(), 'customer')).toBe(5);
  });
});

describe('what is ephemeral', () => {
  it('is watched as long as somebody looks, through reconnects', async () => {
    const { told, store, upkeep, loader, connect, disconnect, hold } = setUp();
    hold(CONVERSATION, 0);
    await connect();
    await loader.loadConversation(CONVERSATION);
    upkeep.join(CONVERSATION);
    upkeep.join(CONVERSATION);
    await settled();
    const online = () => selectConversation(store.getState(), CONVERSATION)?.peerPresence?.online;
    expect(online()).toBe(true);
    disconnect();
    expect(online()).toBeUndefined();
    await connect();
    expect(online()).toBe(true);
    upkeep.leave(CONVERSATION);
    expect(online()).toBe(true);
    upkeep.leave(CONVERSATION);
    expect(online()).toBeUndefined();
    expect(told).toEqual(['join:conversation', 'join:conversation', 'leave:conversation']);
  });

  it('typing ends with a message from that person', async () => {
    const { store, upkeep, connect, arrive } = setUp();
    await connect();
    const typing = () => store.getState().conversations[CONVERSATION]?.peerTyping;
    const payload = { conversationId: CONVERSATION, userId: id('b2010'), typing: true };
    upkeep.receive({ name: 'user:typing', payload });
    expect(typing()).toBe(true);
    arrive(CONVERSATION);
    expect(typing()).toBe(false);
  });

  it('a revoked session expires', () => {
    const { told, upkeep } = setUp();
    upkeep.receive({ name: 'session:revoked', payload: { reason: 'revoked' } });
    expect(told).toEqual(['expire']);
  });
});
