import { describe, expect, it, test } from 'vitest';
import { checkHistory } from './check-history.ts';
import { History, type FinalConversation, type HistoryEvent } from './history.ts';

const CONVERSATION = 'c0ffee00-0000-5000-8000-000000000001';
const CANARY = 'canary-7f3a';

type Change = (events: HistoryEvent[], conversation: Mutable<FinalConversation>) => void;
type Mutable<T> = { -readonly [K in keyof T]: T[K] extends object ? Mutable<T[K]> : T[K] };

/**
 * Alice sends three messages, the second needs three attempts; bruno's device gets them all, and he reads two. Of what
 * else alice writes one is refused for good, and one she gives up.
 */
function goodStory(): { events: HistoryEvent[]; conversation: Mutable<FinalConversation> } {
  const history = new History();
  const alice = history.process('alice’s phone', 'alice');
  const bruno = history.process('bruno’s phone', 'bruno');
  const reader = history.process('bruno’s reader', 'bruno');
  const outsider = history.process('carol', 'carol');
  const messages = [1, 2, 3].map((seq) => ({
    seq,
    id: `id-${seq}`,
    key: `key-${seq}`,
    content: `${CANARY} alice ${seq}`,
    sentAt: `2026-01-01T00:00:00.00${seq}Z`,
    senderId: 'alice',
    senderRole: 'customer' as const,
    revision: 0,
  }));
  const conversationId = CONVERSATION;
  const rows = (status: string) => messages.map((message) => ({ ...message, status }));
  const echo = ({ key, content }: (typeof messages)[0]) => ({
    key,
    content,
    id: null,
    seq: null,
    status: 'sending',
  });

  for (const { key, content } of messages) alice({ type: 'enqueue', key, conversationId, content });
  alice({ type: 'screen', conversationId, rows: messages.map(echo), unread: 0 });
  for (const { key, id, seq, sentAt } of messages) {
    alice({ type: 'invoke', key });
    if (seq === 2) {
      alice({ type: 'info', key, code: 'network' });
      alice({ type: 'invoke', key });
      alice({ type: 'fail', key, code: 'token_expired' });
      alice({ type: 'invoke', key });
    }
    alice({ type: 'ok', key, message: { id, seq, sentAt } });
  }
  alice({ type: 'enqueue', key: 'key-4', conversationId, content: `${CANARY} alice 4` });
  alice({ type: 'invoke', key: 'key-4' });
  alice({ type: 'fail', key: 'key-4', code: 'message_not_found' });
  alice({ type: 'enqueue', key: 'key-5', conversationId, content: `${CANARY} alice 5` });
  alice({
    type: 'screen',
    conversationId,
    rows: ['key-4', 'key-5'].map((key) => ({ ...echo({ ...messages[0]!, key }), status: 'queued' })),
    unread: 0,
  });
  alice({ type: 'discard', key: 'key-5' });
  bruno({ type: 'screen', conversationId, rows: rows('received'), unread: 3 });
  alice({ type: 'screen', conversationId, rows: rows('delivered'), unread: 0 });
  bruno({ type: 'seen', conversationId, upToSeq: 2 });
  bruno({ type: 'screen', conversationId, rows: rows('received'), unread: 1 });
  alice({
    type: 'screen',
    conversationId,
    rows: rows('delivered').map((row) => (row.seq === 3 ? row : { ...row, status: 'read' })),
    unread: 0,
  });
  for (const peerRead of [0, 2]) {
    reader({
      type: 'view',
      conversationId,
      lastSeq: 3,
      unread: 1,
      ownRead: peerRead,
      peerDelivered: peerRead,
      peerRead,
    });
  }
  reader({
    type: 'page',
    conversationId,
    askedAt: performance.now(),
    afterSeq: 0,
    hasMore: false,
    messages: messages.map(({ id, seq, sentAt }) => ({ id, seq, sentAt })),
  });
  outsider({ type: 'overheard', text: '{"error":{"code":"conversation_not_found"}}' });

  return {
    events: history.events,
    conversation: {
      id: CONVERSATION,
      people: { customer: 'alice', artist: 'bruno' },
      lastSeq: 3,
      sides: {
        customer: { unread: 0, delivered: 0, read: 0 },
        artist: { unread: 1, delivered: 3, read: 2 },
      },
      messages,
    },
  };
}

const find = <Type extends HistoryEvent['type']>(events: HistoryEvent[], type: Type, nth: number) =>
  events
    .filter((event): event is Extract<HistoryEvent, { type: Type }> => event.type === type)
    .at(nth)! as Mutable<Extract<HistoryEvent, { type: Type }>>;

/** Alice gives her first message another text, or takes it back; she does so on the device on which she wrote it. */
const changeFirst = (events: HistoryEvent[], key: string, content: string | null) => {
  const { at, process, person } = find(events, 'enqueue', 0);
  events.push({ at, process, person, type: 'change', key, message: 'key-1', content });
};
/** What the server says to a change of alice's, or what she does with it. */
const answerTo = (events: HistoryEvent[], key: string, type: 'changed' | 'retry' | 'discard') => {
  const { at, process, person } = find(events, 'enqueue', 0);
  events.push({ at, process, person, type, key });
};

/** What was done to the good story, the promises that are broken by it, and the words of one of them. */
const BAD: readonly (readonly [name: string, promises: string[], says: string, Change])[] = [
  [
    'an acknowledged message is not stored',
    ['I1', 'I4', 'I6', 'I10'],
    'message key-3 was acknowledged and is not stored',
    (_events, conversation) => {
      conversation.messages.pop();
    },
  ],
  [
    'an acknowledged message is gone, and nobody noticed',
    ['I1'],
    'message key-9 was acknowledged and is not stored',
    (events) => {
      find(events, 'ok', 2).key = 'key-9';
    },
  ],
  [
    'a message is stored elsewhere than was acknowledged',
    ['I1'],
    'message key-1 was acknowledged in another place than it is stored',
    (events) => {
      find(events, 'ok', 0).message.seq = 9;
    },
  ],
  [
    'a message was shown that is not stored',
    ['I1'],
    'message id-9 was shown and is not stored',
    (events) => {
      find(events, 'screen', 2).rows[2]!.id = 'id-9';
    },
  ],
  [
    'a read misses what was acknowledged before it',
    ['I1'],
    `a read of ${CONVERSATION} ended at 2, when 3 was known`,
    (events) => {
      find(events, 'page', 0).messages.pop();
    },
  ],
  [
    'a message is stored twice',
    ['I1', 'I2', 'I4', 'I6', 'I10'],
    `conversation ${CONVERSATION}: message key-3 is stored twice`,
    (_events, conversation) => {
      conversation.messages.push({ ...conversation.messages[2]!, id: 'id-4', seq: 4 });
    },
  ],
  [
    'a repeat is answered differently',
    ['I1', 'I2'],
    'message key-1 was acknowledged as 1 and 2',
    (events) => {
      find(events, 'ok', 1).key = 'key-1';
    },
  ],
  [
    'a refused message is stored',
    ['I3'],
    'message key-2 was refused as too_long and is stored',
    (events) => {
      events.push({ ...find(events, 'fail', 1), key: 'key-2', code: 'too_long' });
    },
  ],
  [
    'a message is stored that nobody sent',
    ['I3', 'I4', 'I6', 'I10'],
    'message key-9 is stored, and nobody sent it',
    (_events, conversation) => {
      conversation.messages.push({
        ...conversation.messages[2]!,
        ...{ id: 'id-4', key: 'key-9', seq: 4 },
      });
    },
  ],
  [
    'a gap',
    ['I1', 'I4', 'I6'],
    `conversation ${CONVERSATION}: seq 4 stands where 3 should`,
    (_events, conversation) => {
      conversation.messages[2]!.seq = 4;
    },
  ],
  [
    'time runs against the order',
    ['I1', 'I4'],
    `conversation ${CONVERSATION}: seq 3 was sent before the one before`,
    (_events, conversation) => {
      conversation.messages[2]!.sentAt = '2025-12-31T23:59:59.000Z';
    },
  ],
  [
    'a reader gets what comes after something missing',
    ['I5'],
    `bruno’s reader got seq 3 of ${CONVERSATION} after 1`,
    (events) => {
      find(events, 'page', 0).messages.splice(1, 1);
    },
  ],
  [
    'a screen misses the newest message',
    ['I6'],
    `bruno’s phone shows 2 of ${CONVERSATION} up to 2, not the last 3 of 3`,
    (events) => {
      find(events, 'screen', 4).rows.pop();
    },
  ],
  [
    'a screen shows another text',
    ['I6'],
    `bruno’s phone shows 3 of ${CONVERSATION} up to 3, not the last 3 of 3`,
    (events) => {
      find(events, 'screen', 4).rows[0]!.content = 'something else';
    },
  ],
  [
    'a message is still on its way',
    ['I6'],
    `alice’s phone still has 1 unanswered in ${CONVERSATION}`,
    (events) => {
      const { rows } = find(events, 'screen', -1);
      rows.push({ key: 'key-6', id: null, seq: null, content: '', status: 'sending' });
    },
  ],
  [
    'echo and broadcast stand beside each other',
    ['I7'],
    'alice’s phone showed key key-1 twice',
    (events) => {
      const { rows } = find(events, 'screen', 3);
      rows.push({ key: 'key-1', id: null, seq: null, content: '', status: 'sending' });
    },
  ],
  [
    'a device’s messages overtake each other',
    ['I8'],
    'alice’s phone sent key-2 before key-1; they are 2 and 1',
    (events) => {
      [find(events, 'enqueue', 0).key, find(events, 'enqueue', 1).key] = ['key-2', 'key-1'];
    },
  ],
  [
    'the stored unread count is wrong',
    ['I10'],
    `conversation ${CONVERSATION}: the artist has 1 unread, the count says 2`,
    (events, conversation) => {
      conversation.sides.artist.unread = 2;
      find(events, 'screen', 4).unread = 2;
    },
  ],
  [
    'the unread count on a screen is wrong',
    ['I10'],
    `bruno’s phone shows 0 unread in ${CONVERSATION}, there are 1`,
    (events) => {
      find(events, 'screen', 4).unread = 0;
    },
  ],
  [
    'the unread count was negative for a moment',
    ['I10'],
    `bruno’s phone was told -1 unread in ${CONVERSATION}`,
    (events) => {
      find(events, 'screen', 2).unread = -1;
    },
  ],
  [
    'a watermark falls',
    ['I11'],
    `bruno’s reader saw peerRead of ${CONVERSATION} fall from 3 to 2`,
    (events) => {
      Object.assign(find(events, 'view', 0), { peerRead: 3, peerDelivered: 3 });
    },
  ],
  [
    'somebody reads for the other side',
    ['I10', 'I11'],
    `the artist of ${CONVERSATION} read 3, but saw 2`,
    (_events, conversation) => {
      conversation.sides.artist.read = 3;
    },
  ],
  [
    'a message counts as read that never arrived',
    ['I11'],
    `conversation ${CONVERSATION}: the artist has read 2 of 1 delivered of 3`,
    (_events, conversation) => {
      conversation.sides.artist.delivered = 1;
    },
  ],
  [
    'a tick before the device had the message',
    ['I12'],
    `alice’s phone showed seq 3 of ${CONVERSATION} as delivered before it was`,
    (events) => {
      for (const screen of events)
        if (screen.type === 'screen' && screen.person === 'bruno')
          Object.assign(screen, { rows: screen.rows.slice(screen === find(events, 'screen', 4) ? 0 : 3) });
    },
  ],
  [
    'a tick before the person has seen the message',
    ['I11', 'I12'],
    `alice’s phone showed seq 2 of ${CONVERSATION} as read before it was`,
    (events) => {
      find(events, 'seen', 0).upToSeq = 1;
    },
  ],
  [
    'an outsider gets a text',
    ['I13'],
    `carol got to know ${CANARY} alice 2`,
    (events) => {
      find(events, 'overheard', 0).text = `frame: "${CANARY} alice 2"`;
    },
  ],
  [
    'an outsider gets a text in two pieces',
    ['I13'],
    `carol got to know ${CANARY} alice 2`,
    (events) => {
      const heard = find(events, 'overheard', 0);
      events.push({ ...heard, text: 'alice 2"' });
      heard.text = `frame: "${CANARY} `;
    },
  ],
  [
    'an outsider gets the text that a message was edited into',
    ['I13'],
    `carol got to know ${CANARY} edited`,
    (events) => {
      const heard = find(events, 'overheard', 0);
      events.push({ ...heard, type: 'change', key: 'edit-1', message: 'key-1', content: `${CANARY} edited` });
      heard.text = `frame: "${CANARY} edited"`;
    },
  ],
  [
    'a text is in the log',
    ['I13'],
    `the log got to know ${CANARY} alice 2`,
    (events) => {
      const heard = find(events, 'overheard', 0);
      events.push({ ...heard, process: 'the log', type: 'logged', text: `{"content":"${CANARY} alice 2"}` });
      events.push({ ...heard, process: 'the log', type: 'logged', text: CONVERSATION });
    },
  ],
  [
    'an outsider learns that a conversation is alive',
    ['I13'],
    `carol got to know ${CONVERSATION}`,
    (events) => {
      find(events, 'overheard', 0).text = `42["user:typing",{"conversationId":"${CONVERSATION}"}]`;
    },
  ],
  [
    'a device forgets what it had called queued',
    ['I21'],
    'alice’s phone showed key-5 as queued, and it never came to anything',
    (events) => {
      find(events, 'discard', 0).key = 'key-6';
    },
  ],
  [
    'an edit that was made is gone',
    ['I1'],
    'alice’s phone gave message key-1 text no. 2, and in the end it has no. 1',
    (events) => {
      changeFirst(events, 'edit-1', 'other words');
      answerTo(events, 'edit-1', 'changed');
    },
  ],
  [
    'what was taken back is there again',
    ['I1'],
    'alice’s phone took message key-1 back, and it is there',
    (events) => {
      changeFirst(events, 'unsend-1', null);
      answerTo(events, 'unsend-1', 'changed');
      changeFirst(events, 'edit-1', `${CANARY} alice 1`);
    },
  ],
  [
    'an edit is made again that came twice',
    ['I2'],
    'message key-1 was changed 2 times, and its author wished 1 changes',
    (events, conversation) => {
      changeFirst(events, 'edit-1', `${CANARY} alice 1`);
      conversation.messages[0]!.revision = 2;
    },
  ],
  [
    'a device forgets an edit that it had called queued',
    ['I21'],
    'alice’s phone gave message key-1 text no. 2, and in the end it has no. 1',
    (events) => {
      changeFirst(events, 'edit-1', 'other words');
      const screen = find(events, 'screen', -1);
      const row = { ...screen.rows[0]!, content: 'other words', change: { key: 'edit-1', status: 'queued' } };
      events.push({ ...screen, rows: [row, ...screen.rows.slice(1)] }, screen);
    },
  ],
];

describe('the checker', () => {
  it('finds nothing in a good history', () => {
    const { events, conversation } = goodStory();
    expect(checkHistory(events, [conversation])).toEqual([]);
  });

  it('holds no order against a message that was given up in one tab while another sent it', () => {
    const { events, conversation } = goodStory();
    [find(events, 'enqueue', 0).key, find(events, 'enqueue', 1).key] = ['key-2', 'key-1'];
    events.push({ ...find(events, 'discard', 0), key: 'key-2' });
    expect(checkHistory(events, [conversation])).toEqual([]);
  });

  it('lets a message leave nothing behind that was taken back before anybody had it', () => {
    const { events, conversation } = goodStory();
    const given = events.find(({ type }) => type === 'discard')!;
    events.splice(events.indexOf(given), 1, {
      ...given,
      type: 'change',
      key: 'unsend-5',
      message: 'key-5',
      content: null,
    });
    expect(checkHistory(events, [conversation])).toEqual([]);
  });

  it('asks for nothing of an edit that was given up, and for no order of one that was tried again', () => {
    const { events, conversation } = goodStory();
    changeFirst(events, 'edit-1', 'other words');
    answerTo(events, 'edit-1', 'discard');
    changeFirst(events, 'edit-2', 'again others');
    answerTo(events, 'edit-2', 'retry');
    answerTo(events, 'edit-2', 'changed');
    expect(checkHistory(events, [conversation])).toEqual([]);
  });

  it.each(BAD)('finds it when %s', (_name, promises, says, change) => {
    const { events, conversation } = goodStory();
    change(events, conversation);
    const violations = checkHistory(events, [conversation]);
    expect(violations.map((violation) => violation.says)).toContain(says);
    expect([...new Set(violations.map(({ promise }) => promise))].sort(byNumber)).toEqual(promises);
  });
});

test('a process has one writer', () => {
  const history = new History();
  history.process('phone', 'alice');
  expect(() => history.process('phone', 'bruno')).toThrow('phone has a writer already.');
});

const byNumber = (a: string, b: string) => Number(a.slice(1)) - Number(b.slice(1));
