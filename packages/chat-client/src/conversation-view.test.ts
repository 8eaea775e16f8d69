import { LIMITS } from '@duet/contract';
import { describe, expect, it } from 'vitest';
import { applyEvent, type ChatEvent } from './apply-event.ts';
import {
  deliveredSeq,
  selectBookings,
  selectConversation,
  selectConversations,
  selectFloor,
  selectMayPin,
  selectUnreadTotal,
} from './conversation-view.ts';
import {
  ALICE,
  at,
  booking,
  bookingMessage,
  BRUNO,
  conversation,
  CONVERSATION,
  id,
  message,
  ownMessage,
  queueEntry,
} from './facts.fixture.ts';
import type { QueueEntry } from './queue-entry.ts';
import { EMPTY_CONVERSATION, EMPTY_STATE, type ChatState } from './state.ts';

const START: ChatState = { ...EMPTY_STATE, userId: ALICE, connected: true };

const apply = (events: readonly ChatEvent[], state = START) => events.reduce(applyEvent, state);
const view = (conversation: ChatEvent & { type: 'conversation' }) => conversation;
const known = (key: string, overrides: Parameters<typeof conversation>[1] = {}) =>
  view({ type: 'conversation', conversation: { ...conversation(1, overrides), id: id(key) } });
const messagesIn = (conversationId: string, ...list: ReturnType<typeof message>[]): ChatEvent => ({
  type: 'messages',
  conversationId,
  messages: list.map((one) => ({ ...one, conversationId })),
});

describe('the list', () => {
  it('has the conversations of a role, newest first, as messages move them', () => {
    const before = apply([
      known('c1', { lastSeq: 1 }),
      known('c2', { lastSeq: 2 }),
      known('c3', { lastSeq: 3, me: { role: 'artist' } }),
    ]);
    const ids = (state: ChatState) => selectConversations(state, 'customer').map((one) => one.id);
    expect(ids(before)).toEqual([id('c2'), id('c1')]);
    expect(ids(applyEvent(before, messagesIn(id('c1'), message(9))))).toEqual([id('c1'), id('c2')]);
  });

  it('leaves out the archived, until a message brings them back', () => {
    const before = apply([known('c1', { lastSeq: 1, me: { archivedAt: at(1) } })]);
    expect(selectConversations(before, 'customer')).toEqual([]);
    const after = applyEvent(before, messagesIn(id('c1'), message(2)));
    expect(selectConversations(after, 'customer')).toHaveLength(1);
  });

  it('shows at once what waits to be archived, unless a newer message came, or to be marked as unread', () => {
    const update = (change: object, failure?: object) =>
      [{ ...queueEntry(id('9')), kind: 'update', change, failure }] as unknown as QueueEntry[];
    const after = (entries: QueueEntry[]) =>
      apply([known('c1', { lastSeq: 3 }), { type: 'pending', conversationId: id('c1'), entries }]);
    const counts = (state: ChatState) =>
      [selectConversations(state, 'customer'), selectConversations(state, 'customer', 'archived')].map(
        ({ length }) => length,
      );
    expect(counts(after(update({ archived: true, asOfSeq: 3 })))).toEqual([0, 1]);
    expect(counts(after(update({ archived: true, asOfSeq: 2 })))).toEqual([1, 0]);
    expect(counts(after(update({ archived: true }, { code: 'not_stored' })))).toEqual([1, 0]);
    const marked = after(update({ markedUnread: true }));
    expect(selectConversation(marked, id('c1'))?.me).toMatchObject({ markedUnread: true, archivedAt: null });
  });

  it('begins with the pinned, and shows at once what waits to be pinned, archived or muted', () => {
    const pinned = known('c1', { lastSeq: 1, me: { pinnedAt: at(9) } });
    const before = apply([pinned, known('c2', { lastSeq: 2 }), known('c3', { lastSeq: 3 })]);
    const ids = (state: ChatState) => selectConversations(state, 'customer').map((one) => one.id);
    expect(ids(before)).toEqual([id('c1'), id('c3'), id('c2')]);
    const after = (key: string, change: object) => {
      const entries = [{ ...queueEntry(id('9')), kind: 'update', change }] as unknown as QueueEntry[];
      return applyEvent(before, { type: 'pending', conversationId: id(key), entries });
    };
    expect(ids(after('c2', { pinned: true }))).toEqual([id('c2'), id('c1'), id('c3')]);
    expect(ids(after('c1', { pinned: false }))).toEqual([id('c3'), id('c2'), id('c1')]);
    const archived = after('c1', { archived: true, pinned: true });
    expect(selectConversations(archived, 'customer', 'archived')[0]?.me).toMatchObject({ pinnedAt: null });
    const muted = selectConversation(after('c2', { mutedUntil: at(9) }), id('c2'));
    expect(muted?.me).toMatchObject({ mutedUntil: at(9), pinnedAt: null, archivedAt: null });
  });

  it('filters what is unread, marked so, waits for the viewer or is archived', () => {
    const before = apply([
      known('c1', { lastSeq: 1, me: { unreadCount: 1 } }),
      known('c2', { lastSeq: 2, waitingOn: 'artist', me: { markedUnread: true, pinnedAt: at(2) } }),
      known('c3', { lastSeq: 3, waitingOn: 'artist', me: { readSeq: 3 } }),
      known('c4', { lastSeq: 4, me: { archivedAt: at(4) } }),
    ]);
    const ids = (state: ChatState) =>
      (['unread', 'waiting', 'archived'] as const).map((filter) =>
        selectConversations(state, 'customer', filter).map((one) => one.id.slice(-2)),
      );
    expect(ids(before)).toEqual([['c2', 'c1'], ['c1'], ['c4']]);
    const answered = applyEvent(before, messagesIn(id('c1'), message(1), ownMessage(2)));
    expect(ids(answered)[1]).toEqual([]);
    const system = bookingMessage(3, 2, 'accepted');
    expect(ids(applyEvent(answered, messagesIn(id('c1'), system)))[1]).toEqual([]);
    const writing = (entries: QueueEntry[]): ChatEvent => ({
      type: 'pending',
      conversationId: id('c1'),
      entries,
    });
    expect(ids(applyEvent(before, writing([queueEntry(id('9'))])))[1]).toEqual([]);
    const refused = { code: 'too_long', message: '', retryable: false, requestId: '' };
    expect(ids(applyEvent(before, writing([queueEntry(id('9'), { failure: refused })])))[1]).toEqual(['c1']);
    const asked = applyEvent(before, messagesIn(id('c3'), message(5), bookingMessage(6, 2, 'accepted')));
    expect(ids(asked).slice(0, 2)).toEqual([
      ['c3', 'c2', 'c1'],
      ['c3', 'c1'],
    ]);
  });

  it('allows as many pins as the server does', () => {
    const pins = (count: number) =>
      apply(Array.from({ length: count }, (_, index) => known(`c${index}`, { me: { pinnedAt: at(index) } })));
    expect(selectMayPin(pins(LIMITS.pinnedConversations - 1), 'customer')).toBe(true);
    expect(selectMayPin(pins(LIMITS.pinnedConversations), 'customer')).toBe(false);
    expect(selectMayPin(pins(LIMITS.pinnedConversations), 'artist')).toBe(true);
  });

  it('keeps each view that did not change, and itself while nothing did', () => {
    const before = apply([known('c1'), known('c2')]);
    const list = selectConversations(before, 'customer');
    expect(selectConversations(before, 'customer')).toBe(list);
    const after = applyEvent(before, messagesIn(id('c1'), message(1)));
    expect(selectConversation(after, id('c2'))).toBe(selectConversation(before, id('c2')));
    expect(selectConversation(after, id('c1'))).not.toBe(selectConversation(before, id('c1')));
    // What waits to be sent is no part of a conversation's view.
    const pending = applyEvent(before, { type: 'pending', conversationId: id('c1'), entries: [] });
    expect(selectConversation(pending, id('c1'))).toBe(selectConversation(before, id('c1')));
  });
});

describe('a view', () => {
  it('has the newest form of its last message and its booking', () => {
    const snapshot = conversation(1, { lastSeq: 2, booking: booking(1) });
    const state = apply([
      { type: 'conversation', conversation: snapshot },
      messagesIn(CONVERSATION, message(2, { revision: 1, content: 'edited' })),
    ]);
    expect(selectConversation(state, CONVERSATION)?.lastMessage?.content).toBe('edited');
    const after = applyEvent(state, messagesIn(CONVERSATION, bookingMessage(3, 2, 'declined')));
    expect(selectConversation(after, CONVERSATION)).toMatchObject({
      booking: { status: 'declined', version: 2 },
      me: { unreadCount: 0 },
    });
  });

  it('counts neither own messages nor the marketplace’s as unread', () => {
    const start: ChatEvent = { type: 'conversation', conversation: conversation(1) };
    const state = apply([start, messagesIn(CONVERSATION, ownMessage(1), bookingMessage(2, 2, 'accepted'))]);
    const unread = (of: ChatState) => selectConversation(of, CONVERSATION)?.me.unreadCount;
    expect(unread(state)).toBe(0);
    expect(unread(applyEvent(state, messagesIn(CONVERSATION, message(3))))).toBe(1);
  });

  it('loses the mark of unread by reading', () => {
    const state = apply([
      view({ type: 'conversation', conversation: conversation(1, { me: { markedUnread: true } }) }),
    ]);
    expect(selectConversation(state, CONVERSATION)?.me.markedUnread).toBe(true);
    const own = { readSeq: 0, unreadCount: 0, lastSeq: 0, version: 2 };
    const receipt = { type: 'receipt', kind: 'read', conversationId: CONVERSATION } as const;
    const after = applyEvent(state, { ...receipt, side: 'customer', upToSeq: 0, own });
    expect(selectConversation(after, CONVERSATION)?.me.markedUnread).toBe(false);
  });

  it('knows who is there', () => {
    const presence = { userId: BRUNO, online: true, lastSeenAt: null };
    const state = apply([known('c1'), { type: 'presence', userId: BRUNO, presence }]);
    expect(selectConversation(state, id('c1'))?.peerPresence).toBe(presence);
  });
});

describe('bookings', () => {
  it('are those of a role, latest start first, with the status the conversation told', () => {
    const later = booking(1, { id: id('b1'), startsAt: at(9_000) });
    const others = booking(1, { id: id('b2'), customerId: BRUNO, artistId: ALICE });
    const state = apply([
      { type: 'booking', booking: booking(1) },
      { type: 'booking', booking: later },
      { type: 'booking', booking: others },
      messagesIn(CONVERSATION, bookingMessage(1, 2, 'accepted')),
    ]);
    const list = selectBookings(state, 'customer');
    expect(list.map((one) => [one.id, one.status])).toEqual([
      [later.id, 'requested'],
      [booking(1).id, 'accepted'],
    ]);
    expect(selectBookings(state, 'customer')).toBe(list);
    expect(selectBookings(state, 'artist').map((one) => one.id)).toEqual([others.id]);
  });
});

describe('small questions', () => {
  it('are answered', () => {
    const state = apply([
      { type: 'unreadTotal', role: 'customer', count: 3 },
      { type: 'messages', conversationId: CONVERSATION, messages: [message(5)], floor: 5 },
    ]);
    expect(selectUnreadTotal(state, 'customer')).toBe(3);
    expect(selectUnreadTotal(state, 'artist')).toBe(0);
    expect(selectFloor(state, CONVERSATION)).toBe(5);
    expect(selectFloor(state, id('c9'))).toBeUndefined();
  });
});

describe('what is reported as delivered', () => {
  const held = (...list: ReturnType<typeof message>[]) => ({
    ...EMPTY_CONVERSATION,
    snapshot: conversation(1, { lastSeq: 9, me: { readSeq: 1 } }),
    messages: list,
    floor: 1,
    lastSeq: 9,
  });

  it('never passes a hole', () => {
    expect(deliveredSeq(held(message(1), message(2), message(3), message(5)))).toBe(3);
  });

  it('is nothing while it is not known whether there is something unread below', () => {
    const page = { ...held(message(8), message(9)), floor: 8 };
    const read = (upTo: number) => conversation(1, { lastSeq: upTo, me: { readSeq: upTo } });
    expect(deliveredSeq({ ...page, snapshot: read(7) })).toBe(9);
    // The view is of before, and does not count what came between it and the page.
    expect(deliveredSeq({ ...page, snapshot: read(5) })).toBe(0);
  });

  it('is nothing where the other side has said nothing that is not read', () => {
    expect(deliveredSeq(held(message(1), ownMessage(2)))).toBe(0);
    expect(deliveredSeq({ ...held(message(1), message(2)), snapshot: undefined })).toBe(0);
  });
});
