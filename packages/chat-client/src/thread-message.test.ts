import { describe, expect, it } from 'vitest';
import { applyEvent, type ChatEvent } from './apply-event.ts';
import {
  ALICE,
  BRUNO,
  CONVERSATION,
  at,
  conversation,
  id,
  message,
  ownMessage,
  queueEntry,
} from './facts.fixture.ts';
import { EMPTY_STATE, type ChatState } from './state.ts';
import type { QueueEntry } from './queue-entry.ts';
import { selectMessage, selectMessages, selectMessagesAround } from './thread-message.ts';

const START: ChatState = { ...EMPTY_STATE, userId: ALICE, connected: true };

const apply = (events: readonly ChatEvent[], state = START) => events.reduce(applyEvent, state);
const messages = (...list: ReturnType<typeof message>[]): ChatEvent => ({
  type: 'messages',
  conversationId: CONVERSATION,
  messages: list,
  floor: 1,
});
const pending = (...entries: QueueEntry[]): ChatEvent => ({
  type: 'pending',
  conversationId: CONVERSATION,
  entries,
});
const read = (upToSeq: number, kind: 'read' | 'delivered' = 'read'): ChatEvent => ({
  type: 'receipt',
  kind,
  conversationId: CONVERSATION,
  side: 'artist',
  upToSeq,
});
const thread = (state: ChatState) => selectMessages(state, CONVERSATION);

describe('a message that another answers', () => {
  const answered = (state: ChatState, seq: number) =>
    selectMessage(state, { conversationId: CONVERSATION, id: message(seq).id });

  it('is found where it is held, as it stands now, and nowhere else', () => {
    const old = { type: 'messages', conversationId: CONVERSATION, messages: [ownMessage(2)] } as const;
    const state = apply([messages(message(7)), old]);
    expect(answered(state, 2)).toMatchObject({ seq: 2, mine: true, content: 'message 2' });
    expect(answered(state, 7)).toBe(thread(state).at(-1));
    expect(answered(state, 3)).toBeUndefined();
    expect(selectMessage(state, { conversationId: id('c1'), id: message(2).id })).toBeUndefined();
    const edited = message(7, { revision: 1, content: 'edited', editedAt: at(9) });
    expect(answered(apply([messages(edited)], state), 7)).toMatchObject({ content: 'edited' });
    const unsent = message(7, { revision: 2, content: null, deletedAt: at(10) });
    expect(answered(apply([messages(unsent)], state), 7)).toMatchObject({ content: null, deletedAt: at(10) });
  });

  it('stays the same while it does not change', () => {
    const state = apply([messages(message(1), message(2))]);
    expect(answered(apply([messages(message(3))], state), 1)).toBe(answered(state, 1));
  });
});

describe('the thread', () => {
  it('has what the server has by seq, then what waits in the order of enqueueing', () => {
    const state = apply([
      pending(queueEntry(id('9')), queueEntry(id('8'))),
      messages(message(2), message(1)),
      messages(message(3)),
    ]);
    expect(thread(state).map((row) => row.key)).toEqual([
      message(1).id,
      message(2).id,
      message(3).id,
      id('9'),
      id('8'),
    ]);
  });

  it('knows no other order: times say when, and may be anybody’s', () => {
    const state = apply([messages(message(2, { sentAt: at(1) }), message(1, { sentAt: at(9) }))]);
    expect(thread(state).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('has one bubble under one key, whichever of acknowledgement, broadcast and queue comes first', () => {
    const entry = queueEntry(id('9'));
    const stored = messages(ownMessage(1, { clientMessageId: entry.key }));
    for (const order of [
      [pending(entry), stored, pending()],
      [pending(entry), pending(), stored],
      [stored, pending(entry), pending()],
    ]) {
      for (let length = 1; length <= order.length; length += 1) {
        const rows = thread(apply(order.slice(0, length)));
        expect(rows.length).toBeLessThanOrEqual(1);
        for (const row of rows) expect(row.key).toBe(entry.key);
      }
      expect(thread(apply(order))).toMatchObject([{ seq: 1, status: 'sent' }]);
    }
  });

  it('keeps the echo when the other side uses the same client id', () => {
    const entry = queueEntry(id('9'));
    const rows = thread(apply([pending(entry), messages(message(1, { clientMessageId: entry.key }))]));
    expect(new Set(rows.map((row) => row.key)).size).toBe(2);
  });

  it('shows nothing below the floor, where there may be holes', () => {
    const found: ChatEvent = { type: 'messages', conversationId: CONVERSATION, messages: [message(3)] };
    const page: ChatEvent = { ...found, messages: [message(8), message(9)], floor: 8 };
    expect(thread(apply([found, page])).map((row) => row.seq)).toEqual([8, 9]);
  });

  it('shows a piece of the past on its own, until it adjoins the thread and is part of it', () => {
    const found = (...seqs: number[]): ChatEvent => ({
      type: 'messages',
      conversationId: CONVERSATION,
      messages: seqs.map((seq) => message(seq)),
    });
    const past = apply([{ ...found(8, 9), floor: 8 } as ChatEvent, found(3, 4), found(1)]);
    const around = (state: ChatState, seq: number) =>
      selectMessagesAround(state, CONVERSATION, seq).map((row) => row.seq);
    expect([1, 3, 4, 9].map((seq) => around(past, seq))).toEqual([[1], [3, 4], [3, 4], [8, 9]]);
    expect(around(past, 5)).toEqual([]);
    const joined = applyEvent(past, found(5, 6, 7));
    expect(around(joined, 4)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect(thread(joined).map((row) => row.seq)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect(joined.conversations[CONVERSATION]?.floor).toBe(3);
  });

  it('shows later messages through a hole above the floor', () => {
    expect(thread(apply([messages(message(1)), messages(message(3))])).map((row) => row.seq)).toEqual([1, 3]);
  });
});

describe('status', () => {
  it('follows a message from the queue to the reader', () => {
    const entry = queueEntry(id('9'));
    const statusAfter = (...events: ChatEvent[]) => thread(apply(events)).at(-1)?.status;
    const stored = messages(ownMessage(1));
    expect(statusAfter(pending(entry), { type: 'connection', connected: false })).toBe('queued');
    expect(statusAfter(pending(entry))).toBe('sending');
    expect(statusAfter(stored)).toBe('sent');
    expect(statusAfter(stored, read(1, 'delivered'))).toBe('delivered');
    expect(statusAfter(stored, read(1, 'read'))).toBe('read');
    expect(statusAfter(messages(message(1)), read(1))).toBe('received');
  });

  it('is known from a page and from the view as well', () => {
    const view = conversation(1, { lastSeq: 2, peer: { deliveredSeq: 2, readSeq: 1 } });
    const rows = thread(
      apply([
        messages(ownMessage(1), ownMessage(2)),
        { type: 'conversation', conversation: view },
        messages(ownMessage(3, { deliveredAt: at(4) }), ownMessage(4)),
      ]),
    );
    expect(rows.map((row) => row.status)).toEqual(['read', 'delivered', 'delivered', 'sent']);
  });

  it('is failed with the reason, offline too', () => {
    const failure = { code: 'too_long', message: 'x', retryable: false, requestId: 'r' };
    const failed = pending(queueEntry(id('9'), { failure }));
    for (const connected of [true, false]) {
      const state = apply([failed, { type: 'connection', connected }]);
      expect(thread(state)).toMatchObject([{ status: 'failed', failure }]);
    }
  });
});

describe('a change that waits', () => {
  const change = (kind: 'edit' | 'unsend', overrides: object = {}) =>
    ({
      ...queueEntry(id(kind)),
      kind,
      clientMessageId: id('f1'),
      content: 'in other words',
      queuedAt: at(9),
      ...overrides,
    }) as unknown as QueueEntry;
  const rowsWith = (...entries: QueueEntry[]) =>
    thread(apply([messages(ownMessage(1)), pending(...entries)]));

  it('shows at once, and says so', () => {
    expect(rowsWith(change('edit'))).toMatchObject([
      {
        content: 'in other words',
        editedAt: at(9),
        status: 'sent',
        change: { kind: 'edit', status: 'sending' },
      },
    ]);
    const [row] = rowsWith(change('edit'), change('unsend'));
    expect(row).toMatchObject({
      content: null,
      deletedAt: at(9),
      change: { key: id('unsend'), kind: 'unsend' },
    });
    const offline = apply([
      messages(ownMessage(1)),
      pending(change('edit')),
      { type: 'connection', connected: false },
    ]);
    expect(thread(offline)[0]?.change).toEqual({ key: id('edit'), kind: 'edit', status: 'queued' });
  });

  it('and has failed shows what the message still says, and why', () => {
    const failure = { code: 'edit_too_late', message: 'x', retryable: false, requestId: 'r' };
    expect(rowsWith(change('edit', { failure }))).toMatchObject([
      { content: 'message 1', editedAt: null, change: { kind: 'edit', status: 'failed', failure } },
    ]);
  });

  it('changes an echo too, no other message, and keeps the row while nothing changes', () => {
    const entry = change('edit', { clientMessageId: id('9') });
    const before = apply([messages(ownMessage(1)), pending(queueEntry(id('9')), entry)]);
    const rows = thread(before);
    expect(rows.map(({ content }) => content)).toEqual(['message 1', 'in other words']);
    const after = thread(applyEvent(before, messages(message(2))));
    expect(after[0]).toBe(rows[0]);
    expect(after[2]).toBe(rows[1]);
  });
});

describe('identity', () => {
  it('is kept by every row that did not change', () => {
    const before = apply([
      messages(ownMessage(1), ownMessage(2), message(3)),
      pending(queueEntry(id('9'))),
      read(1),
    ]);
    const rows = thread(before);
    expect(thread(before)).toBe(rows);

    const appended = thread(applyEvent(before, messages(message(4))));
    for (const index of [0, 1, 2]) expect(appended[index]).toBe(rows[index]);
    expect(appended[4]).toBe(rows[3]);

    const after = applyEvent(before, read(2));
    const ticked = thread(after);
    expect(ticked[0]).toBe(rows[0]);
    expect(ticked[1]).not.toBe(rows[1]);
    expect(ticked[2]).toBe(rows[2]);

    const offline = thread(applyEvent(after, { type: 'connection', connected: false }));
    for (const index of [0, 1, 2]) expect(offline[index]).toBe(ticked[index]);
  });

  it('of the whole thread is kept through what happens elsewhere', () => {
    const before = apply([messages(message(1))]);
    const other: ChatEvent = { type: 'conversation', conversation: { ...conversation(1), id: id('c1') } };
    const presence = { userId: BRUNO, online: true, lastSeenAt: null };
    const after = apply([other, { type: 'presence', userId: BRUNO, presence }], before);
    expect(thread(after)).toBe(thread(before));
  });
});
