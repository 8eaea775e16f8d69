import { describe, expect, it } from 'vitest';
import { applyEvent, type ChatEvent } from './apply-event.ts';
import { selectBooking, selectConversation } from './conversation-view.ts';
import {
  ALICE,
  at,
  BOOKING,
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
import { playHistory, seededRandom, shuffled } from './history.fixture.ts';
import { EMPTY_STATE, type ChatState } from './state.ts';
import { selectMessages } from './thread-message.ts';

const START: ChatState = { ...EMPTY_STATE, userId: ALICE, connected: true };

const apply = (events: readonly ChatEvent[], state = START) => events.reduce(applyEvent, state);
const messages = (...list: ReturnType<typeof message>[]): ChatEvent => ({
  type: 'messages',
  conversationId: CONVERSATION,
  messages: list,
});
const viewOf = (state: ChatState) => {
  const view = selectConversation(state, CONVERSATION);
  if (!view) throw new Error('no view');
  return view;
};

describe('facts of the server', () => {
  it('of one version that say something else are believed, since a name has no version; else nothing changes', () => {
    const known = apply([{ type: 'conversation', conversation: conversation(3) }]);
    const again = { type: 'conversation', conversation: conversation(3) } as const;
    expect(applyEvent(known, again)).toBe(known);
    const user = { ...conversation(3).peer.user, name: 'Bruno Costa' };
    const renamed = apply(
      [{ type: 'conversation', conversation: conversation(3, { peer: { user } }) }],
      known,
    );
    expect(viewOf(renamed).peer.user.name).toBe('Bruno Costa');
  });

  it('end in the same state in any order and any repetition, and that is the truth', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = seededRandom(seed);
      const { facts, truth } = playHistory(random, 30);
      const inOrder = apply(facts);
      const order = shuffled([...facts, ...facts.filter(() => random() < 0.3)], random);
      const inAnyOrder = apply(order);
      expect(inAnyOrder, `seed ${seed}`).toEqual(inOrder);

      const view = viewOf(inAnyOrder);
      expect(selectMessages(inAnyOrder, CONVERSATION).map((row) => [row.seq, row.content])).toEqual(
        truth.messages.map((row) => [row.seq, row.content]),
      );
      const { version: _, ...told } = truth.conversation;
      expect(view, `seed ${seed}`).toMatchObject(told);
    }
  });

  it('change nothing, not even identity, when they are repeated', () => {
    const { facts } = playHistory(seededRandom(7), 60);
    const state = apply(facts);
    for (const fact of facts) expect(applyEvent(state, fact)).toBe(state);
  });
});

describe('conversation', () => {
  it('keeps the view of the highest version', () => {
    const state = apply([
      { type: 'conversation', conversation: conversation(5, { status: 'closed' }) },
      { type: 'conversation', conversation: conversation(4) },
    ]);
    expect(viewOf(state).status).toBe('closed');
  });

  it('cannot take back what came after the server looked', () => {
    const late = conversation(3, { lastSeq: 1, me: { archivedAt: at(1) }, peer: { readSeq: 0 } });
    const state = apply([
      messages(message(1), ownMessage(2), message(3)),
      { type: 'receipt', kind: 'read', conversationId: CONVERSATION, side: 'artist', upToSeq: 2 },
      { type: 'conversation', conversation: late },
    ]);
    expect(viewOf(state)).toMatchObject({
      lastSeq: 3,
      lastMessageAt: at(3),
      lastMessage: { seq: 3 },
      me: { unreadCount: 1, archivedAt: null },
      peer: { readSeq: 2, deliveredSeq: 2 },
    });
  });
});

describe('messages', () => {
  it('keep the highest revision and the times of delivery and reading', () => {
    const paged = ownMessage(1, { deliveredAt: at(2), readAt: at(3) });
    const edited = ownMessage(1, { revision: 1, content: 'edited', editedAt: at(4) });
    for (const order of [
      [paged, edited],
      [edited, paged],
    ]) {
      const state = apply(order.map((one) => messages(one)));
      expect(selectMessages(state, CONVERSATION)).toMatchObject([
        { content: 'edited', deliveredAt: at(2), readAt: at(3), status: 'read' },
      ]);
    }
  });

  it('tell of a booking what no older booking can deny', () => {
    const state = apply([
      messages(bookingMessage(1, 3, 'accepted')),
      { type: 'booking', booking: booking(2) },
      { type: 'booking', booking: booking(1) },
    ]);
    expect(selectBooking(state, BOOKING)).toMatchObject({ version: 3, status: 'accepted' });
  });

  it('leave everything they do not concern as it was', () => {
    const other = id('c1');
    const before = apply([
      messages(message(1), message(2)),
      { type: 'conversation', conversation: { ...conversation(1), id: other } },
    ]);
    const after = applyEvent(before, messages(message(3)));
    expect(after.conversations[other]).toBe(before.conversations[other]);
    expect(after.bookings).toBe(before.bookings);
    expect(after.conversations[CONVERSATION]?.messages[0]).toBe(
      before.conversations[CONVERSATION]?.messages[0],
    );
  });
});

describe('receipt', () => {
  it('raises watermarks, never lowers them, and reading is having received', () => {
    const receipt = (kind: 'delivered' | 'read', upToSeq: number): ChatEvent => ({
      type: 'receipt',
      kind,
      conversationId: CONVERSATION,
      side: 'artist',
      upToSeq,
    });
    const state = apply([receipt('read', 4), receipt('delivered', 6), receipt('read', 2)]);
    expect(state.conversations[CONVERSATION]?.watermarks.artist).toEqual({ delivered: 6, read: 4 });
  });

  it('of the own side counts the unread down at once, and to what the server says', () => {
    const read = { type: 'receipt', kind: 'read', conversationId: CONVERSATION, side: 'customer' } as const;
    const before = apply([
      messages(message(1), message(2), bookingMessage(3, 2, 'accepted'), message(4)),
      { type: 'conversation', conversation: conversation(1, { lastSeq: 4, me: { unreadCount: 3 } }) },
    ]);
    const here = applyEvent(before, { ...read, upToSeq: 2 });
    expect(viewOf(here).me).toMatchObject({ unreadCount: 1, readSeq: 2 });
    const own = { readSeq: 4, unreadCount: 0, lastSeq: 4, version: 2 };
    expect(viewOf(applyEvent(here, { ...read, upToSeq: 4, own })).me.unreadCount).toBe(0);
  });

  it('never hides an unread message that is not loaded', () => {
    const state = apply([
      { type: 'conversation', conversation: conversation(1, { lastSeq: 50, me: { unreadCount: 10 } }) },
      { type: 'receipt', kind: 'read', conversationId: CONVERSATION, side: 'customer', upToSeq: 45 },
      messages(message(50)),
    ]);
    expect(viewOf(state).me.unreadCount).toBe(5);
  });
});

describe('what only this device knows', () => {
  it('ends with the connection where it speaks of others', () => {
    const presence = { userId: BRUNO, online: true, lastSeenAt: null };
    const state = apply([
      { type: 'conversation', conversation: conversation(1) },
      { type: 'typing', conversationId: CONVERSATION, typing: true },
      { type: 'presence', userId: BRUNO, presence },
      { type: 'pending', conversationId: CONVERSATION, entries: [queueEntry(id('1'))] },
    ]);
    expect(viewOf(state)).toMatchObject({ peerTyping: true, peerPresence: presence });
    const offline = applyEvent(state, { type: 'connection', connected: false });
    expect(viewOf(offline)).toMatchObject({ peerTyping: false, peerPresence: undefined });
    expect(offline.conversations[CONVERSATION]?.pending).toHaveLength(1);
  });

  it('is forgotten with everything else when another person signs in', () => {
    const state = apply([messages(message(1)), { type: 'unreadTotal', role: 'customer', count: 2 }]);
    expect(applyEvent(state, { type: 'user', userId: ALICE })).toBe(state);
    expect(applyEvent(state, { type: 'user', userId: BRUNO })).toEqual({ ...EMPTY_STATE, userId: BRUNO });
  });

  it('gives up what lies below a hole that would not close', () => {
    const state = apply([
      { type: 'messages', conversationId: CONVERSATION, messages: [message(1), message(2)], floor: 1 },
      messages(message(8), message(9)),
      { type: 'forget', conversationId: CONVERSATION, floor: 8 },
    ]);
    expect(selectMessages(state, CONVERSATION).map((row) => row.seq)).toEqual([8, 9]);
    expect(state.conversations[CONVERSATION]?.floor).toBe(8);
  });
});
