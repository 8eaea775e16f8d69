import type { ThreadMessage } from '@duet/chat-client';
import { describe, expect, it } from 'vitest';
import { threadRows } from './threadRows.ts';

const alice = '019a0000-0000-7000-8000-00000000000a';
const bruno = '019a0000-0000-7000-8000-00000000000b';

function said(
  seq: number,
  senderId: string,
  minute: number,
  patch: Partial<ThreadMessage> = {},
): ThreadMessage {
  const mine = senderId === alice;
  return {
    key: `key-${seq}`,
    id: `id-${seq}`,
    conversationId: 'conversation',
    seq,
    clientMessageId: `key-${seq}`,
    senderId,
    senderRole: mine ? 'customer' : 'artist',
    type: 'text',
    content: `Message ${seq}`,
    caution: [],
    masked: false,
    images: [],
    bookingId: null,
    replyToId: null,
    metadata: null,
    revision: 0,
    sentAt: new Date(Date.UTC(2026, 5, 10, 12, minute)).toISOString(),
    deliveredAt: null,
    readAt: null,
    editedAt: null,
    deletedAt: null,
    mine,
    status: mine ? 'sent' : 'received',
    change: undefined,
    ...patch,
  };
}

const shape = (messages: ThreadMessage[], readSeq?: number) =>
  threadRows(messages, readSeq).map((row) =>
    [row.firstUnread ? '|' : '', row.startsGroup ? '(' : '', row.message.seq, row.endsGroup ? ')' : ''].join(
      '',
    ),
  );

describe('threadRows', () => {
  it('groups what one person said in one breath', () => {
    const system = { type: 'system', senderRole: 'system', senderId: 'system' } as const;
    expect(
      shape([
        said(1, bruno, 0),
        said(2, bruno, 1),
        said(3, bruno, 8),
        said(4, alice, 8),
        said(5, bruno, 9, system),
        said(6, bruno, 9, system),
        said(7, alice, 9),
      ]),
    ).toEqual(['(1', '2)', '(3)', '(4)', '(5)', '(6)', '(7)']);
  });

  it('marks the first message of the other side after the last one read', () => {
    const messages = [said(1, bruno, 0), said(2, alice, 10), said(3, bruno, 20), said(4, bruno, 30)];
    expect(shape(messages, 1)).toEqual(['(1)', '(2)', '|(3)', '(4)']);
    expect(shape(messages, 4)).toEqual(['(1)', '(2)', '(3)', '(4)']);
    expect(shape(messages)).toEqual(['(1)', '(2)', '(3)', '(4)']);
  });

  it('names the booking where what was said turns to another, if there are several', () => {
    const system = { type: 'system', senderRole: 'system', senderId: 'system' } as const;
    const messages = [
      said(1, bruno, 0, { bookingId: 'one' }),
      said(2, alice, 1, { bookingId: 'one' }),
      said(3, bruno, 2),
      said(4, alice, 3, { bookingId: 'one' }),
      said(5, bruno, 4, { bookingId: 'two' }),
      said(6, bruno, 5, { ...system, bookingId: 'one' }),
      said(7, alice, 6, { bookingId: 'one' }),
      said(8, alice, 7, { bookingId: 'two' }),
    ];
    const about = (severalBookings: boolean) =>
      threadRows(messages, undefined, { severalBookings }).map((row) => row.about);
    expect(about(true)).toEqual(['one', null, null, null, 'two', null, null, 'two']);
    expect(about(false)).toEqual(messages.map(() => null));
  });

  it('marks the message that was jumped to', () => {
    const messages = [said(1, bruno, 0), said(2, alice, 1)];
    const before = threadRows(messages, undefined);
    const after = threadRows(messages, undefined, { foundKey: messages[1]?.key });
    expect(after.map(({ found }) => found)).toEqual([false, true]);
    expect(after[0]).toBe(before[0]);
  });

  it('has the keyboard come to the last message that something can be done with', () => {
    const system = { type: 'system', senderRole: 'system', senderId: 'system' } as const;
    const removed = { deletedAt: '2026-06-10T13:00:00.000Z', content: null };
    const tabbable = (...last: ThreadMessage[]) =>
      threadRows([said(1, bruno, 0), said(2, alice, 1), ...last], undefined).map((row) => row.tabbable);
    expect(tabbable(said(3, bruno, 2, system))).toEqual([false, true, false]);
    expect(tabbable(said(3, alice, 2, removed))).toEqual([false, true, false]);
    // What somebody has taken back can still be reported.
    expect(tabbable(said(3, bruno, 2, removed))).toEqual([false, false, true]);
    const metadata = {
      ...({ kind: 'booking_status', bookingId: 'b', version: 2, actorId: null } as const),
      ...({ from: 'requested', to: 'accepted' } as const),
    };
    expect(tabbable(said(3, bruno, 2, { ...system, metadata }))).toEqual([false, false, true]);
  });

  it('tells a paused message what waits behind it for the same answer', () => {
    const about = (bookingId: string, status: ThreadMessage['status']) => ({ seq: null, bookingId, status });
    const rows = threadRows(
      [
        said(1, alice, 0, about('one', 'failed')),
        said(2, alice, 1, about('one', 'paused')),
        said(3, alice, 2, about('one', 'sending')),
        said(4, alice, 3, about('two', 'sending')),
        said(5, alice, 4, about('one', 'failed')),
        said(6, alice, 5, about('one', 'queued')),
      ],
      undefined,
    );
    expect(rows.map(({ behind }) => behind)).toEqual([[], ['key-3', 'key-6'], [], [], [], []]);
  });

  it('keeps the rows that look as before', () => {
    const before = [said(1, bruno, 0), said(2, bruno, 1)];
    const rows = threadRows(before, undefined);
    const after = threadRows([...before, said(3, bruno, 2)], undefined);
    expect(after[0]).toBe(rows[0]);
    expect(after[1]).not.toBe(rows[1]); // it no longer ends the group
    expect(after[1]?.message).toBe(rows[1]?.message);
  });
});
