import { booking, conversation, message, type Booking, type Side } from '@duet/contract';
import type { ChatEvent } from './apply-event.ts';
import { selectBooking, selectConversation } from './conversation-view.ts';
import type { ChatState, ConversationState } from './state.ts';

/** Of those that are pinned, then of those in which something happened last; others are loaded when they are looked for. */
const CONVERSATIONS = 100;
/** The newest of each of them, and those that they answer. */
const MESSAGES = 50;
/** Those that start last. */
const BOOKINGS = 100;

/** Where the head is kept, which says what the records are worth, and where the bookings are. */
export const HEAD = 'head';
const BOOKINGS_NAME = 'bookings';

/** A piece of the state, as the device keeps it: under a name, as JSON. */
export interface CacheRecord {
  readonly name: string;
  /** What it is made of: while these are the same, so is the record. */
  readonly parts: readonly unknown[];
  readonly toBody: () => object;
}

type KeptHead = Pick<ChatState, 'syncCursor' | 'syncUnfinished' | 'unreadTotals'>;
type KeptConversation = Pick<
  ConversationState,
  'snapshot' | 'ownRead' | 'watermarks' | 'messages' | 'floor' | 'lastSeq'
>;

/**
 * What is kept of a state, the least important first: of bookings, conversations and messages the newest. What waits
 * to be sent is not among it: the queue keeps that.
 */
export function toRecords(state: ChatState): CacheRecord[] {
  const { bookings, bookingChanges } = state;
  const conversations = Object.keys(state.conversations)
    .map((id) => selectConversation(state, id))
    .filter((view) => view !== undefined)
    .sort(
      (a, b) =>
        Number(a.me.pinnedAt !== null) - Number(b.me.pinnedAt !== null) ||
        ascending(a.lastMessageAt, b.lastMessageAt),
    )
    .slice(-CONVERSATIONS)
    .map(({ id }) => toConversationRecord(id, state.conversations[id]!));
  const toBody = () => ({ bookings: newestBookings(state) });
  return [{ name: BOOKINGS_NAME, parts: [bookings, bookingChanges], toBody }, ...conversations];
}

/** The head belongs to the state its records were made of: it holds the cursor that covers them. */
export function toHead({ syncCursor, syncUnfinished, unreadTotals }: ChatState): CacheRecord {
  const toBody = (): KeptHead => ({ syncCursor, syncUnfinished, unreadTotals });
  return { name: HEAD, parts: [syncCursor, syncUnfinished, unreadTotals], toBody };
}

/** The facts that a record's body was made of. Throws when it cannot be read. */
export function toFacts(name: string, body: unknown): ChatEvent[] {
  if (name === HEAD) return toHeadFacts(body as KeptHead);
  if (name !== BOOKINGS_NAME) return toConversationFacts(body as KeptConversation);
  const { bookings } = body as { bookings: unknown[] };
  return bookings.map((one) => ({ type: 'booking', booking: booking.parse(one) }));
}

function toConversationRecord(name: string, known: ConversationState): CacheRecord {
  const { snapshot, ownRead, watermarks, messages, lastSeq } = known;
  const toBody = (): KeptConversation => {
    const newest = messages.slice(-MESSAGES);
    const answered = new Set(newest.map(({ replyToId }) => replyToId));
    const older = messages.slice(0, -MESSAGES).filter(({ id }) => answered.has(id));
    // History that is not kept has to be loaded again.
    const cut = newest.length < messages.length ? (newest[0]?.seq ?? 1) : 1;
    const floor = known.floor === undefined ? undefined : Math.max(known.floor, cut);
    return { snapshot, ownRead, watermarks, messages: [...older, ...newest], floor, lastSeq };
  };
  return { name, parts: [snapshot, ownRead, watermarks, messages, known.floor, lastSeq], toBody };
}

function toConversationFacts(kept: KeptConversation): ChatEvent[] {
  const { ownRead, watermarks, floor, lastSeq } = kept;
  const snapshot = conversation.parse(kept.snapshot);
  const messages = kept.messages.map((one) => message.parse(one));
  const conversationId = snapshot.id;
  const receipts = (['customer', 'artist'] as const).flatMap((side): ChatEvent[] => {
    const receipt = { type: 'receipt', conversationId, side } as const;
    const { delivered, read } = watermarks[side];
    return [
      { ...receipt, kind: 'delivered', upToSeq: delivered },
      {
        ...receipt,
        kind: 'read',
        upToSeq: read,
        ...(ownRead && side === snapshot.me.role && { own: ownRead }),
      },
    ];
  });
  return [
    { type: 'conversation', conversation: snapshot },
    { type: 'messages', conversationId, messages, lastSeq, ...(floor !== undefined && { floor }) },
    ...receipts,
  ];
}

function toHeadFacts({ syncCursor: cursor, syncUnfinished: hasMore, unreadTotals }: KeptHead): ChatEvent[] {
  const totals = Object.entries(unreadTotals).map(
    ([role, count]) => ({ type: 'unreadTotal', role: role as Side, count }) as const,
  );
  return [...totals, ...(cursor === undefined ? [] : [{ type: 'synced', cursor, hasMore } as const])];
}

function newestBookings(state: ChatState): Booking[] {
  return Object.keys(state.bookings)
    .map((id) => selectBooking(state, id))
    .filter((known) => known !== undefined)
    .sort((a, b) => ascending(a.startsAt, b.startsAt))
    .slice(-BOOKINGS);
}

function ascending(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
