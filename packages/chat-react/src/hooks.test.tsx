import { probe } from './probe.fixture.tsx';
import { ChatClient, type TokenStorage } from '@duet/chat-client';
import { API_PREFIX, ERRORS, type ErrorCode, type User } from '@duet/contract';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, useState, type ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ALICE,
  BOOKING,
  BRUNO,
  booking,
  conversation,
  CONVERSATION,
  id,
  message,
} from '../../chat-client/src/facts.fixture.ts';
import { ChatProvider } from './ChatProvider.tsx';
import { useAnsweredMessage } from './useAnsweredMessage.ts';
import { useBooking } from './useBooking.ts';
import { useBookings } from './useBookings.ts';
import { useConversation } from './useConversation.ts';
import { useConversationBookings } from './useConversationBookings.ts';
import { useConversationSearch } from './useConversationSearch.ts';
import { useConversations } from './useConversations.ts';
import { useDraft, useDraftCount, useReply } from './useDraft.ts';
import { useMarkRead } from './useMarkRead.ts';
import { useMessages } from './useMessages.ts';
import { useOpenConversation } from './useOpenConversation.ts';
import { useSendMessage } from './useSendMessage.ts';
import { useSession } from './useSession.ts';
import { useSessions } from './useSessions.ts';
import { useSettings } from './useSettings.ts';
import { useSignInAgain } from './useSignInAgain.ts';
import { useSocket } from './useSocket.ts';
import { useTyping } from './useTyping.ts';
import { useUnreadCount } from './useUnreadCount.ts';
import { useUnsentCount } from './useUnsentCount.ts';
import { useUpdateBookingStatus } from './useUpdateBookingStatus.ts';

const alice: User = {
  id: ALICE,
  name: 'Alice',
  timeZone: 'UTC',
  email: 'alice@duet.example',
  roles: ['customer'],
  settings: { readReceipts: true, showPresence: true },
};

/** Nobody listens there: the hooks are tried with what REST brings. */
const NOWHERE = 'http://127.0.0.1:1';

/** The cursor that the client takes before it asks for anything else. */
const BEGINNINGS: Record<string, unknown> = {
  'GET /sync': {
    ...{ reset: false, cursor: 'start', epoch: id('e0'), hasMore: false },
    ...{ conversations: [], bookings: [] },
  },
};

let answers: Record<string, unknown>;
let asked: string[];
let client: ChatClient;

beforeEach(() => {
  answers = {};
  asked = [];
  vi.stubGlobal('fetch', async (url: string, { method }: RequestInit) => {
    const call = `${method} ${url.slice((NOWHERE + API_PREFIX).length)}`;
    asked.push(call);
    const answer = await (answers[call] ?? BEGINNINGS[call]);
    return answer === undefined
      ? refusal('not_found')
      : answer instanceof Response
        ? answer.clone()
        : Response.json(answer);
  });
  const stored = JSON.stringify({ accessToken: 'access', refreshToken: 'refresh', user: alice });
  const tokens: TokenStorage = { get: async () => stored, set: async () => {}, remove: async () => {} };
  client = new ChatClient({ baseUrl: NOWHERE, tokens });
});
afterEach(() => vi.unstubAllGlobals());

function refusal(code: ErrorCode): Response {
  const { http, ...rest } = ERRORS[code];
  return Response.json({ error: { code, requestId: 'r', ...rest } }, { status: http });
}

const inChat = (children: ReactNode) => <ChatProvider client={client}>{children}</ChatProvider>;
const messagesPath = `GET /conversations/${CONVERSATION}/messages`;
const page = (from: number, to: number, hasMore: boolean) => ({
  messages: Array.from({ length: to - from + 1 }, (_, index) => message(from + index)),
  hasMore,
});

describe('useMessages', () => {
  it('loads the newest page, and older ones when asked', async () => {
    answers = {
      [messagesPath]: page(4, 6, true),
      [`${messagesPath}?beforeSeq=4`]: page(1, 3, false),
    };
    const thread = await probe(() => useMessages(CONVERSATION), inChat);
    expect(thread.renders[0]).toMatchObject({ messages: [], isPending: true, hasOlder: false });
    await thread.until(({ isPending }) => !isPending);
    expect(thread.current.messages.map(({ seq }) => seq)).toEqual([4, 5, 6]);
    expect(thread.current).toMatchObject({ hasOlder: true, isLoadingOlder: false, error: null });

    await act(async () => thread.current.loadOlder());
    await thread.until(({ hasOlder }) => !hasOlder);
    expect(thread.current.messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    thread.current.loadOlder();
    expect(asked.filter((call) => call.startsWith(messagesPath))).toHaveLength(2);
    await thread.unmount();
  });

  it('shows what is sent at once, and leaves every other row as it was', async () => {
    answers = { [messagesPath]: page(1, 3, false) };
    const chat = await probe(() => ({ thread: useMessages(CONVERSATION), send: useSendMessage() }), inChat);
    await chat.until(({ thread }) => !thread.isPending);
    const before = chat.current;
    let key = '';
    act(() => void (key = before.send.mutate({ conversationId: CONVERSATION, content: 'hello' })));
    expect(chat.current.thread.messages.slice(0, 3)).toEqual(before.thread.messages);
    for (const index of [0, 1, 2]) {
      expect(chat.current.thread.messages[index]).toBe(before.thread.messages[index]);
    }
    expect(chat.current.thread.messages[3]).toMatchObject({ key, content: 'hello', status: 'sending' });
    // No route takes it, which is a refusal for good: it stays, with its reason, until it is discarded.
    await chat.until(({ thread }) => thread.messages[3]?.status === 'failed');
    expect(chat.current.thread.messages[3]?.failure?.code).toBe('not_found');
    act(() => chat.current.send.discard(key));
    expect(chat.current.thread.messages).toEqual(before.thread.messages);
    expect(chat.current.send).toBe(before.send);
    await chat.unmount();
  });

  it('jumps to a message that is not held, and shows what lies around it', async () => {
    answers = {
      [messagesPath]: page(471, 500, true),
      [`GET /messages/${message(40).id}`]: { message: message(40) },
      [`${messagesPath}?aroundSeq=40`]: page(25, 54, true),
    };
    const chat = await probe(
      () => ({
        thread: useMessages(CONVERSATION),
        quote: useAnsweredMessage(CONVERSATION, message(40).id),
      }),
      inChat,
    );
    await chat.until(({ thread, quote }) => !thread.isPending && quote.answered !== undefined);
    expect(chat.current.quote).toMatchObject({ answered: { seq: 40 }, error: null });
    expect(chat.current.thread.messages.map(({ seq }) => seq)).not.toContain(40);

    let found = '';
    await act(async () => void (found = (await chat.current.thread.toMessage(message(40).id)).key));
    const shown = chat.current.thread.messages.map(({ seq }) => seq);
    expect([found, shown[0], shown.at(-1)]).toEqual([message(40).id, 30, 54]);
    expect(chat.current.thread).toMatchObject({ hasNewer: true, hasOlder: true });
    // Within sight nothing moves, and nothing is asked for.
    const before = asked.length;
    await act(() => chat.current.thread.toMessage(message(45).id));
    expect([asked.length, chat.current.thread.messages.length]).toEqual([before, shown.length]);
    await act(async () => {
      await expect(chat.current.thread.toMessage(id('e999'))).rejects.toMatchObject({ code: 'not_found' });
    });
    await chat.unmount();
  });

  it('does not render for what happens elsewhere', async () => {
    answers = {
      [messagesPath]: page(1, 3, false),
      'GET /bookings?role=customer': { bookings: [booking(1)], nextCursor: null },
    };
    const thread = await probe(() => useMessages(CONVERSATION), inChat);
    await thread.until(({ isPending }) => !isPending);
    await thread.rest();
    const renders = thread.renders.length;
    await act(() => client.loadBookings('customer'));
    act(() => void client.sendMessage({ conversationId: id('c1'), content: 'elsewhere' }));
    expect(thread.renders).toHaveLength(renders);
    await thread.unmount();
  });
});

describe('useDraft', () => {
  it('shows what is begun, and what it answers', async () => {
    const screen = await probe(
      () => ({ ...useDraft(CONVERSATION), reply: useReply(CONVERSATION), session: useSession() }),
      inChat,
    );
    await screen.until(({ session }) => session.status === 'signedIn');
    expect(screen.current.draft).toEqual({ text: '', replyToId: null });
    act(() => screen.current.keep({ text: 'Yes', replyToId: null }));
    act(() => screen.current.reply(message(1).id));
    expect(screen.current.draft).toEqual({ text: 'Yes', replyToId: message(1).id });
    const renders = screen.renders.length;
    act(() => client.drafts.keep(id('c1'), { text: 'Elsewhere', replyToId: null }));
    expect(screen.renders).toHaveLength(renders);
    await screen.unmount();
  });
});

describe('useConversations', () => {
  const list = 'GET /conversations?role=customer';
  const one = (key: string, seq: number) => ({ ...conversation(1, { lastSeq: seq }), id: id(key) });

  it('loads page after page', async () => {
    answers = {
      [list]: { conversations: [one('c1', 9)], nextCursor: 'next' },
      [`${list}&cursor=next`]: { conversations: [one('c2', 5)], nextCursor: null },
    };
    const inbox = await probe(() => useConversations('customer'), inChat);
    expect(inbox.renders[0]).toMatchObject({ conversations: [], isPending: true });
    await inbox.until(({ isPending }) => !isPending);
    expect(inbox.current.conversations.map((c) => c.id)).toEqual([id('c1')]);
    // The list shows as soon as it is there; whether more follows is the request's to say.
    await inbox.until(({ hasNextPage }) => hasNextPage);
    await act(async () => inbox.current.fetchNextPage());
    await inbox.until(({ hasNextPage }) => !hasNextPage);
    expect(inbox.current.conversations.map((c) => c.id)).toEqual([id('c1'), id('c2')]);
    await inbox.unmount();
  });

  it('tells an error, and loads again when asked', async () => {
    const inbox = await probe(() => useConversations('customer'), inChat);
    await inbox.until(({ error }) => error !== null);
    expect(inbox.current).toMatchObject({ error: { code: 'not_found' }, isPending: false });
    answers = { [list]: { conversations: [one('c1', 9)], nextCursor: null } };
    await act(async () => inbox.current.refetch());
    await inbox.until(({ conversations }) => conversations.length === 1);
    expect(inbox.current.error).toBeNull();
    await inbox.unmount();
  });
});

describe('useConversations with a filter', () => {
  it('asks for it, and holds what is open among what it found', async () => {
    const unread = { ...conversation(1, { lastSeq: 5, me: { unreadCount: 1 } }), id: id('c1') };
    const older = { ...conversation(1, { lastSeq: 2, me: { unreadCount: 1 } }), id: id('c2') };
    answers = {
      'GET /conversations?role=customer&filter=unread': {
        conversations: [unread, older],
        nextCursor: null,
      },
    };
    const inbox = await probe(() => {
      const [held, hold] = useState<string>();
      return { hold, list: useConversations('customer', { filter: 'unread', held }) };
    }, inChat);
    await inbox.until(({ list }) => list.conversations.length === 2);
    const ids = () => inbox.current.list.conversations.map((one) => one.id);
    act(() => inbox.current.hold(id('c1')));
    act(() => client.markRead(id('c1'), 5));
    await act(() => client.loadMessages(id('c1')).catch(() => undefined));
    expect(ids()).toEqual([id('c1'), id('c2')]);
    await inbox.unmount();
  });
});

describe('useConversationSearch', () => {
  const found = (key: string, seq: number, name: string) => ({
    ...conversation(1, { lastSeq: seq, peer: { user: { id: id(`b${key}`), name, timeZone: 'UTC' } } }),
    id: id(key),
  });
  const searchFor = (text: string) => `GET /conversations?role=customer&search=${text}`;

  it('finds on the device at once, and by the server when the person pauses', async () => {
    answers = {
      'GET /conversations?role=customer': { conversations: [found('c1', 9, 'Bruno')], nextCursor: null },
      [searchFor('br')]: { conversations: [found('c2', 5, 'Brook')], nextCursor: 'next' },
      [`${searchFor('br')}&cursor=next`]: { conversations: [found('c3', 2, 'Ada')], nextCursor: null },
    };
    const chat = await probe(() => {
      const [text, setText] = useState('');
      const list = useConversations('customer');
      return { list, setText, search: useConversationSearch('customer', text) };
    }, inChat);
    await chat.until(({ list }) => list.conversations.length === 1);
    expect(chat.current.search).toMatchObject({ conversations: [], isSearching: false, isPending: false });

    for (const text of ['b', 'br']) act(() => chat.current.setText(text));
    const ids = () => chat.current.search.conversations.map((one) => one.id);
    expect([ids(), chat.current.search.isSearching]).toEqual([[id('c1')], true]);
    await chat.until(({ search }) => !search.isSearching);
    expect(ids()).toEqual([id('c1'), id('c2')]);
    await act(async () => chat.current.search.fetchNextPage());
    await chat.until(({ search }) => !search.hasNextPage);
    // A code that only the server knows has found Ada.
    expect(ids()).toEqual([id('c1'), id('c2'), id('c3')]);
    expect(asked.filter((call) => call.includes('search=b&'))).toEqual([]);

    act(() => chat.current.setText('xyz'));
    expect(chat.current.search).toMatchObject({ conversations: [], isPending: true });
    await chat.until(({ search }) => search.error !== null);
    expect(chat.current.search).toMatchObject({ isPending: false, isSearching: false });
    act(() => chat.current.setText(''));
    expect(chat.current.search).toMatchObject({ conversations: [], isSearching: false });
    await chat.unmount();
  });
});

describe('useConversation', () => {
  it('loads what is not known, and watches it while mounted', async () => {
    const join = vi.spyOn(client, 'join');
    const leave = vi.spyOn(client, 'leave');
    answers = { [`GET /conversations/${CONVERSATION}`]: { conversation: conversation(1) } };
    const chat = await probe(() => useConversation(CONVERSATION), inChat);
    expect(chat.renders[0]).toEqual({ conversation: undefined, isPending: true, error: null });
    await chat.until(({ conversation: found }) => found !== undefined);
    expect(chat.current).toMatchObject({ isPending: false, error: null });
    expect(join.mock.calls).toEqual([[CONVERSATION]]);
    await chat.unmount();
    expect(leave.mock.calls).toEqual([[CONVERSATION]]);
  });

  it('asks once for what is not there', async () => {
    answers = { [`GET /conversations/${CONVERSATION}`]: refusal('conversation_not_found') };
    const chat = await probe(() => useConversation(CONVERSATION), inChat);
    await chat.until(({ error }) => error !== null);
    expect(chat.current).toMatchObject({ isPending: false, error: { code: 'conversation_not_found' } });
    expect(asked.filter((call) => call.includes(CONVERSATION))).toHaveLength(1);
    await chat.unmount();
  });
});

describe('bookings', () => {
  it('are listed, loaded one by one, and changed', async () => {
    answers = {
      [`GET /bookings/${BOOKING}`]: { booking: booking(1) },
      'GET /bookings?role=customer': { bookings: [booking(1)], nextCursor: null },
      [`POST /bookings/${BOOKING}/status`]: { booking: booking(2, { status: 'cancelled' }) },
    };
    const screen = await probe(
      () => ({ one: useBooking(BOOKING), list: useBookings('customer'), change: useUpdateBookingStatus() }),
      inChat,
    );
    await screen.until(({ one, list }) => one.booking !== undefined && list.bookings.length === 1);
    act(() => screen.current.change.mutate({ bookingId: BOOKING, status: 'cancelled', version: 1 }));
    await screen.until(({ one }) => one.booking?.status === 'cancelled');
    expect(screen.current.list.bookings[0]).toBe(screen.current.one.booking);
    await screen.unmount();
  });

  it('of a conversation are known by what it tells, and loaded', async () => {
    const other = { ...booking(1, { startsAt: '2027-06-01T09:00:00.000Z' }), id: id('b1') };
    const elsewhere = { ...booking(1), id: id('b2'), conversationId: id('c1') };
    answers = {
      'GET /bookings?role=customer': { bookings: [booking(1), elsewhere], nextCursor: null },
      [`GET /conversations/${CONVERSATION}/bookings`]: { bookings: [other, booking(1)] },
    };
    const screen = await probe(() => useConversationBookings(CONVERSATION), inChat);
    await screen.until((bookings) => bookings.length > 0);
    await act(() => client.loadBookings('customer'));
    expect(screen.current.map((one) => one.id)).toEqual([other.id, BOOKING]);
    await screen.unmount();
  });

  it('open a conversation, and tell why not', async () => {
    const screen = await probe(() => useOpenConversation(), inChat);
    const pair = { customerId: ALICE, artistId: BRUNO };
    await act(async () => {
      await expect(screen.current.mutateAsync(pair)).rejects.toMatchObject({ code: 'not_found' });
    });
    answers = { 'POST /conversations': Response.json({ conversation: conversation(1) }, { status: 201 }) };
    await act(async () => expect(await screen.current.mutateAsync(pair)).toBe(CONVERSATION));
    await screen.unmount();
  });
});

describe('useSettings', () => {
  const changed = (readReceipts: boolean): User => ({
    ...alice,
    settings: { ...alice.settings, readReceipts },
  });

  it('shows what another device has set, and a change at once', async () => {
    answers = { 'GET /me': { user: changed(false) } };
    const screen = await probe(() => useSettings(), inChat);
    await screen.until(({ settings }) => settings?.readReceipts === false);
    const { promise, resolve } = Promise.withResolvers<object>();
    answers['PATCH /me'] = promise;
    act(() => screen.current.update({ readReceipts: true }));
    await screen.until(({ isPending }) => isPending);
    expect(screen.current.settings).toEqual({ readReceipts: true, showPresence: true });
    resolve({ user: changed(true) });
    await screen.until(({ isPending }) => !isPending);
    expect(screen.current).toMatchObject({ settings: { readReceipts: true }, error: null });
    await screen.unmount();
  });

  it('takes a change back that the server does not take, and says why', async () => {
    answers = { 'PATCH /me': refusal('not_found') };
    const screen = await probe(() => useSettings(), inChat);
    await screen.until(({ settings }) => settings !== undefined);
    act(() => screen.current.update({ showPresence: false }));
    await screen.until(({ error }) => error !== null);
    expect(screen.current).toMatchObject({ settings: alice.settings, error: { code: 'not_found' } });
    await screen.unmount();
  });
});

describe('useSessions', () => {
  const session = (digit: string, current: boolean) => ({
    ...{ id: id(digit), device: 'Firefox', current },
    ...{ createdAt: '2026-01-01T10:00:00.000Z', renewedAt: '2026-01-02T10:00:00.000Z' },
  });
  const here = session('51', true);
  const there = session('52', false);

  it('lists the devices of a person, and signs one out', async () => {
    const { promise, resolve } = Promise.withResolvers<object>();
    answers = {
      'GET /me/sessions': { sessions: [here, there] },
      [`DELETE /me/sessions/${there.id}`]: promise,
    };
    const screen = await probe(() => useSessions(), inChat);
    expect(screen.renders[0]).toMatchObject({ sessions: [], isPending: true });
    await screen.until(({ sessions }) => sessions.length === 2);
    act(() => screen.current.end(there.id));
    await screen.until(({ endingId }) => endingId === there.id);
    resolve(new Response(null, { status: 204 }));
    await screen.until(({ endingId }) => endingId === undefined);
    expect(screen.current).toMatchObject({ sessions: [here], endError: null });
    await screen.unmount();
  });

  it('keeps one that could not be signed out, and says why; one that was out already is gone', async () => {
    answers = {
      'GET /me/sessions': { sessions: [here, there] },
      [`DELETE /me/sessions/${there.id}`]: refusal('method_not_allowed'),
    };
    const screen = await probe(() => useSessions(), inChat);
    await screen.until(({ sessions }) => sessions.length === 2);
    act(() => screen.current.end(there.id));
    await screen.until(({ endError }) => endError !== null);
    expect(screen.current).toMatchObject({
      sessions: [here, there],
      endError: { code: 'method_not_allowed' },
    });
    answers[`DELETE /me/sessions/${there.id}`] = refusal('session_not_found');
    act(() => screen.current.end(there.id));
    await screen.until(({ sessions }) => sessions.length === 1);
    await screen.unmount();
  });

  it('tells why they could not be loaded', async () => {
    const screen = await probe(() => useSessions(), inChat);
    await screen.until(({ error }) => error !== null);
    expect(screen.current).toMatchObject({ sessions: [], isPending: false, error: { code: 'not_found' } });
    await screen.unmount();
  });
});

describe('useSignInAgain', () => {
  it('asks whose session was ended without them, and has everything there when they are back', async () => {
    answers = { [messagesPath]: page(1, 2, false), 'POST /auth/login': refusal('invalid_credentials') };
    const chat = await probe(
      () => ({
        again: useSignInAgain(),
        thread: useMessages(CONVERSATION),
        written: useDraft(CONVERSATION),
        counts: { drafts: useDraftCount(), unsent: useUnsentCount() },
        send: useSendMessage(),
      }),
      inChat,
    );
    await chat.until(({ thread }) => !thread.isPending);
    expect(chat.current.again.person).toBeUndefined();
    answers[`POST /conversations/${CONVERSATION}/messages`] = refusal('session_revoked');
    act(() => {
      chat.current.written.keep({ text: 'begun', replyToId: null });
      chat.current.send.mutate({ conversationId: CONVERSATION, content: 'waits' });
    });
    await chat.until(({ again }) => again.person !== undefined);
    expect(chat.current.again.person).toEqual(alice);

    act(() => chat.current.again.signIn('wrong'));
    await chat.until(({ again }) => again.error !== null);
    expect(chat.current.again).toMatchObject({ person: alice, error: { code: 'invalid_credentials' } });
    expect(chat.current.counts).toEqual({ drafts: 1, unsent: 1 });

    const taken = { ...message(3), content: 'waits', clientMessageId: chat.current.thread.messages[2]?.key };
    answers[`POST /conversations/${CONVERSATION}/messages`] = { message: taken, created: true };
    answers['POST /auth/login'] = { accessToken: 'access', refreshToken: 'refresh', user: alice };
    act(() => chat.current.again.signIn('right'));
    await chat.until(({ again }) => again.person === undefined);
    expect(chat.current.written.draft.text).toBe('begun');
    expect(chat.current.thread.messages.map(({ content }) => content)).toContain('waits');
    await chat.unmount();
  });
});

describe('the rest', () => {
  it('is handed to the client, by functions that stay the same', async () => {
    const keystroke = vi.spyOn(client, 'keystroke');
    const stopTyping = vi.spyOn(client, 'stopTyping');
    const markRead = vi.spyOn(client, 'markRead');
    const screen = await probe(
      () => ({
        typing: useTyping(CONVERSATION),
        markRead: useMarkRead(CONVERSATION),
        unread: useUnreadCount('customer'),
        socket: useSocket(),
      }),
      inChat,
    );
    expect(screen.current.unread).toBe(0);
    expect(screen.current.socket.connectionState).not.toBe('connected');
    screen.current.typing.onKeystroke();
    screen.current.markRead(7);
    expect(keystroke).toHaveBeenCalledExactlyOnceWith(CONVERSATION);
    expect(markRead).toHaveBeenCalledExactlyOnceWith(CONVERSATION, 7);
    for (const { typing } of screen.renders) expect(typing).toBe(screen.current.typing);
    await screen.unmount();
    expect(stopTyping).toHaveBeenCalledWith(CONVERSATION);
  });

  it('forgets a person who signs out, in the React Query client of the app around', async () => {
    const queries = new QueryClient();
    answers = { [messagesPath]: page(1, 3, false) };
    const screen = await probe(
      () => ({ session: useSession(), thread: useMessages(CONVERSATION) }),
      (children) => <QueryClientProvider client={queries}>{inChat(children)}</QueryClientProvider>,
    );
    await screen.until(({ thread }) => !thread.isPending);
    expect(screen.current.session).toMatchObject({ status: 'signedIn', user: alice });
    const cached = () => queries.getQueryCache().findAll({ queryKey: ['duet', ALICE] });
    expect(cached()).not.toEqual([]);
    await act(() => screen.current.session.session.signOut());
    expect(screen.current).toMatchObject({ session: { status: 'signedOut' }, thread: { messages: [] } });
    expect(cached()).toEqual([]);
    await screen.unmount();
  });
});
