import type { Side } from '@duet/contract';
import { brokenChanges, repeatedChanges } from './check-changes.ts';
import type { FinalConversation, FinalMessage, HistoryEvent, ScreenRow, StoredMessage } from './history.ts';
import { checkConversation, peerOf, type Violation } from './rules.ts';

type Of<Type extends HistoryEvent['type']> = Extract<HistoryEvent, { type: Type }>;

/** What a check has before it: the history in order, and how it ended. */
interface Evidence {
  readonly events: readonly HistoryEvent[];
  readonly conversations: ReadonlyMap<string, FinalConversation>;
  /** By clientMessageId, which is unique in a history though the database asks it per conversation and sender only. */
  readonly stored: ReadonlyMap<string, FinalMessage>;
  all<Type extends HistoryEvent['type']>(type: Type): Of<Type>[];
}

type Check = (evidence: Evidence) => Iterable<string>;

/** How each promise shows itself in a history. What the rows alone show is in `checkConversation`. */
const CHECKS: readonly (readonly [Violation['promise'], Check])[] = [
  ['I1', lost],
  ['I1', ({ events, stored }) => brokenChanges(events, (key) => stored.get(key)?.content, 'made')],
  ['I2', answeredDifferently],
  ['I2', ({ events, stored }) => repeatedChanges(events, stored.values())],
  ['I3', refusedButStored],
  ['I5', holesInPages],
  ['I6', screensUnlikeTheServer],
  ['I7', twiceOnScreen],
  ['I8', overtaken],
  ['I10', wrongUnread],
  ['I11', fallingWatermarks],
  ['I12', untrueTicks],
  ['I13', overheard],
  ['I21', forgotten],
  ['I21', ({ events, stored }) => brokenChanges(events, (key) => stored.get(key)?.content, 'kept')],
];

/**
 * The promises that a history breaks, seen together with what the database holds at its end. It must have come to
 * rest: every device connected, everything sent answered. Empty is good.
 */
export function checkHistory(
  events: readonly HistoryEvent[],
  conversations: readonly FinalConversation[],
): Violation[] {
  const evidence: Evidence = {
    events,
    conversations: new Map(conversations.map((conversation) => [conversation.id, conversation])),
    stored: new Map(
      conversations.flatMap(({ messages }) => messages.map((message) => [message.key, message])),
    ),
    all: <Type extends HistoryEvent['type']>(type: Type) =>
      events.filter((event): event is Of<Type> => event.type === type),
  };
  return [
    ...conversations.flatMap(checkConversation),
    ...CHECKS.flatMap(([promise, check]) => [...new Set(check(evidence))].map((says) => ({ promise, says }))),
  ];
}

/** What was acknowledged, read or shown is there in the end, in the same place; and every later read had it. */
function* lost({ all, events, conversations, stored }: Evidence): Iterable<string> {
  for (const { key, message } of all('ok')) {
    const kept = stored.get(key);
    if (!kept) yield `message ${key} was acknowledged and is not stored`;
    else if (!samePlace(kept, message))
      yield `message ${key} was acknowledged in another place than it is stored`;
  }
  const known = (conversationId: string, seq: number) =>
    conversations.get(conversationId)?.messages[seq - 1]?.id;
  for (const { conversationId, messages } of all('page')) {
    for (const { seq, id } of messages) {
      if (known(conversationId, seq) !== id) yield `message ${id} was read at seq ${seq} and is not there`;
    }
  }
  for (const { conversationId, rows } of all('screen')) {
    for (const { seq, id } of rows) {
      if (seq !== null && known(conversationId, seq) !== id)
        yield `message ${id} was shown and is not stored`;
    }
  }
  const reads = Map.groupBy(all('page'), ({ conversationId }) => conversationId);
  for (const [conversationId, pages] of reads) {
    const certain = certainOver(events, conversationId, stored);
    for (const { askedAt, afterSeq, hasMore, messages } of pages) {
      const reached = messages.at(-1)?.seq ?? afterSeq;
      const due = certain(askedAt);
      if (!hasMore && reached < due)
        yield `a read of ${conversationId} ended at ${reached}, when ${due} was known`;
    }
  }
}

/** The highest seq of a conversation that anybody knew to be stored, by time. */
function certainOver(
  events: readonly HistoryEvent[],
  conversationId: string,
  stored: Evidence['stored'],
): (at: number) => number {
  const ofConversation = new Set(
    events.flatMap((event) =>
      event.type === 'enqueue' && event.conversationId === conversationId ? [event.key] : [],
    ),
  );
  const steps: { at: number; seq: number }[] = [];
  for (const event of events) {
    const seq =
      event.type === 'ok' && ofConversation.has(event.key) && stored.has(event.key)
        ? event.message.seq
        : event.type === 'page' && event.conversationId === conversationId
          ? (event.messages.at(-1)?.seq ?? 0)
          : 0;
    if (seq > (steps.at(-1)?.seq ?? 0)) steps.push({ at: event.at, seq });
  }
  return (at) => steps.findLast((step) => step.at < at)?.seq ?? 0;
}

/** All answers to one message are one answer. (That it is stored once, the rows show.) */
function* answeredDifferently({ all }: Evidence): Iterable<string> {
  const first = new Map<string, StoredMessage>();
  for (const { key, message } of all('ok')) {
    const before = first.get(key) ?? message;
    first.set(key, before);
    if (!samePlace(before, message))
      yield `message ${key} was acknowledged as ${before.seq} and ${message.seq}`;
  }
}

/** What was refused, and not tried again, is not there; nor is what nobody sent. */
function* refusedButStored({ all, events, stored }: Evidence): Iterable<string> {
  for (const [key, code] of refusedInTheEnd(events)) {
    if (stored.has(key)) yield `message ${key} was refused as ${code} and is stored`;
  }
  const sent = new Set(all('enqueue').map(({ key }) => key));
  for (const { key, senderRole } of stored.values()) {
    if (senderRole !== 'system' && !sent.has(key)) yield `message ${key} is stored, and nobody sent it`;
  }
}

function refusedInTheEnd(events: readonly HistoryEvent[]): ReadonlyMap<string, string> {
  const refused = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'fail') refused.set(event.key, event.code);
    if (event.type === 'invoke') refused.delete(event.key);
  }
  return refused;
}

/** Nobody ever got k + 1 while k could not be read. */
function* holesInPages({ all }: Evidence): Iterable<string> {
  for (const { conversationId, afterSeq, messages, process } of all('page')) {
    const hole = messages.findIndex(({ seq }, index) => seq !== afterSeq + 1 + index);
    if (hole >= 0)
      yield `${process} got seq ${messages[hole]!.seq} of ${conversationId} after ${afterSeq + hole}`;
  }
}

/** Every screen ends up with what the server has, from its first row on, and with nothing under way. */
function* screensUnlikeTheServer(evidence: Evidence): Iterable<string> {
  for (const { process, conversation, rows } of lastScreens(evidence)) {
    const shown = rows.filter(({ seq }) => seq !== null);
    const from = shown[0]?.seq ?? conversation.lastSeq + 1;
    const due = conversation.messages.slice(from - 1);
    const alike = shown.length === due.length && shown.every((row, index) => isShownAs(due[index]!, row));
    if (!alike || (shown.length === 0 && conversation.lastSeq > 0))
      yield `${process} shows ${shown.length} of ${conversation.id} up to ${shown.at(-1)?.seq ?? 0}, not the last ${due.length} of ${conversation.lastSeq}`;
    const waiting = rows.filter(({ seq, status }) => seq === null && status !== 'failed').length;
    if (waiting > 0) yield `${process} still has ${waiting} unanswered in ${conversation.id}`;
  }
}

function* twiceOnScreen({ all }: Evidence): Iterable<string> {
  for (const { process, rows } of all('screen')) {
    for (const name of ['key', 'id', 'seq'] as const) {
      const seen = new Set<string | number | null>();
      for (const { [name]: value } of rows) {
        if (value !== null && seen.has(value)) yield `${process} showed ${name} ${value} twice`;
        seen.add(value);
      }
    }
  }
}

/** What one device sends to one conversation keeps its order, but for what had to be sent again by hand. */
function* overtaken({ all, stored }: Evidence): Iterable<string> {
  const reached = new Map<string, FinalMessage>();
  // What failed and was sent again, or was given up in one tab while another sent it, has left its place.
  const displaced = new Set([...all('retry'), ...all('discard')].map(({ key }) => key));
  for (const { process, conversationId, key } of all('enqueue')) {
    const message = stored.get(key);
    if (!message || displaced.has(key)) continue;
    const lane = `${process} ${conversationId}`;
    const before = reached.get(lane);
    if (before && before.seq >= message.seq)
      yield `${process} sent ${before.key} before ${key}; they are ${before.seq} and ${message.seq}`;
    reached.set(lane, message);
  }
}

function* wrongUnread(evidence: Evidence): Iterable<string> {
  for (const { process, conversationId, unread } of [...evidence.all('screen'), ...evidence.all('view')]) {
    if (unread < 0) yield `${process} was told ${unread} unread in ${conversationId}`;
  }
  for (const { process, person, unread, conversation } of lastScreens(evidence)) {
    const due = conversation.sides[sideOf(conversation, person)].unread;
    if (unread !== due) yield `${process} shows ${unread} unread in ${conversation.id}, there are ${due}`;
  }
}

/** Watermarks never fall for one who asks again, keep their order, and are moved by nobody but their own side. */
function* fallingWatermarks({ all, conversations }: Evidence): Iterable<string> {
  const last = new Map<string, Of<'view'>>();
  for (const view of all('view')) {
    const { process, conversationId, lastSeq, peerDelivered, peerRead } = view;
    if (!(peerRead <= peerDelivered && peerDelivered <= lastSeq))
      yield `${process} was told read ${peerRead}, delivered ${peerDelivered}, last ${lastSeq} in ${conversationId}`;
    const before = last.get(`${process} ${conversationId}`);
    for (const mark of ['lastSeq', 'ownRead', 'peerDelivered', 'peerRead'] as const) {
      if (before && view[mark] < before[mark])
        yield `${process} saw ${mark} of ${conversationId} fall from ${before[mark]} to ${view[mark]}`;
    }
    last.set(`${process} ${conversationId}`, view);
  }
  for (const { id, people, sides } of conversations.values()) {
    for (const side of ['customer', 'artist'] as const) {
      const seen = all('seen').filter(
        ({ conversationId, person }) => conversationId === id && person === people[side],
      );
      const furthest = Math.max(0, ...seen.map(({ upToSeq }) => upToSeq));
      if (sides[side].read > furthest)
        yield `the ${side} of ${id} read ${sides[side].read}, but saw ${furthest}`;
    }
  }
}

/** A tick is shown only after a device of the other person had the message, or showed it to them. */
function* untrueTicks({ events, conversations }: Evidence): Iterable<string> {
  const held = new Map<string, Set<number>>();
  const seen = new Map<string, number>();
  for (const event of events) {
    if (event.type !== 'screen' && event.type !== 'seen') continue;
    const { conversationId, person, process } = event;
    const place = `${conversationId} ${person}`;
    if (event.type === 'seen') {
      seen.set(place, Math.max(event.upToSeq, seen.get(place) ?? 0));
      continue;
    }
    const own = held.get(place) ?? new Set();
    held.set(place, own);
    const conversation = conversations.get(conversationId);
    if (!conversation) continue;
    const peer = `${conversationId} ${conversation.people[peerOf(sideOf(conversation, person))]}`;
    for (const { seq, status } of event.rows) {
      if (seq === null) continue;
      own.add(seq);
      if (status === 'read' && seq > (seen.get(peer) ?? 0))
        yield `${process} showed seq ${seq} of ${conversationId} as read before it was`;
      if (status === 'delivered' && !held.get(peer)?.has(seq))
        yield `${process} showed seq ${seq} of ${conversationId} as delivered before it was`;
    }
  }
}

/** Nobody else got a text, the name of a message, or the name of a conversation; nor is a text in a log. */
function* overheard({ all, conversations }: Evidence): Iterable<string> {
  const texts = [...all('enqueue'), ...all('change')].map(({ content }) => content);
  const contents = new Set(texts.filter((content) => content !== null));
  const names = [...all('enqueue').map(({ key }) => key), ...conversations.keys()];
  const heard = Map.groupBy([...all('overheard'), ...all('logged')], ({ process }) => process);
  for (const [process, pieces] of heard) {
    const text = pieces.map((piece) => piece.text).join('');
    const secrets = pieces[0]?.type === 'logged' ? contents : [...contents, ...names];
    for (const secret of secrets) if (text.includes(secret)) yield `${process} got to know ${secret}`;
  }
}

/** What a screen called queued is stored in the end, or refused, or given up or taken back by its author; the app may be killed. */
function* forgotten({ all, events, stored }: Evidence): Iterable<string> {
  const settled = new Set([
    ...stored.keys(),
    ...refusedInTheEnd(events).keys(),
    ...all('discard').map(({ key }) => key),
    ...all('change').flatMap(({ message, content }) => (content === null ? [message] : [])),
  ]);
  for (const { process, rows } of all('screen')) {
    for (const { key, status } of rows) {
      if (status === 'queued' && !settled.has(key))
        yield `${process} showed ${key} as queued, and it never came to anything`;
    }
  }
}

/** What each device showed last of each conversation it ever showed. */
function lastScreens({ all, conversations }: Evidence) {
  const last = new Map(all('screen').map((screen) => [`${screen.process} ${screen.conversationId}`, screen]));
  return [...last.values()].flatMap((screen) => {
    const conversation = conversations.get(screen.conversationId);
    return conversation ? [{ ...screen, conversation }] : [];
  });
}

function isShownAs({ seq, id, content }: FinalMessage, row: ScreenRow): boolean {
  return row.seq === seq && row.id === id && row.content === content;
}

function samePlace(a: StoredMessage, b: StoredMessage): boolean {
  return a.id === b.id && a.seq === b.seq && a.sentAt === b.sentAt;
}

function sideOf({ people }: FinalConversation, person: string): Side {
  return people.customer === person ? 'customer' : 'artist';
}
