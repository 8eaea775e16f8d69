import type { Booking, Conversation, Message, Presence, Side } from '@duet/contract';
import { indexFrom, mergeMessages, runAround } from './message-run.ts';
import type { QueueEntry } from './queue-entry.ts';
import {
  EMPTY_CONVERSATION,
  EMPTY_STATE,
  type BookingChange,
  type ChatState,
  type ConversationState,
  type OwnRead,
} from './state.ts';

/**
 * Everything that can happen to the state. The first group are facts of the server, from whatever source (page,
 * acknowledgement, live event, sync); the second is what only this device knows, where the last word counts.
 */
export type ChatEvent =
  | { readonly type: 'conversation'; readonly conversation: Conversation }
  | {
      readonly type: 'messages';
      readonly conversationId: string;
      readonly messages: readonly Message[];
      /** History is complete from here up to the first of `messages`, or to the history already loaded. */
      readonly floor?: number;
      /** The highest `seq` the server spoke of. */
      readonly lastSeq?: number;
    }
  | {
      readonly type: 'receipt';
      readonly kind: 'delivered' | 'read';
      readonly conversationId: string;
      readonly side: Side;
      readonly upToSeq: number;
      /** Where the viewer now stands, when `side` is the viewer's. */
      readonly own?: OwnRead;
    }
  | { readonly type: 'booking'; readonly booking: Booking }
  /** Everything that changed up to this cursor is held; comes in one step with the last of it. */
  | { readonly type: 'synced'; readonly cursor: string; readonly hasMore: boolean }
  /** Nothing the server said before holds any more. What waits to be sent stays. */
  | { readonly type: 'reset' }
  | { readonly type: 'user'; readonly userId: string | undefined }
  | { readonly type: 'connection'; readonly connected: boolean }
  | { readonly type: 'pending'; readonly conversationId: string; readonly entries: readonly QueueEntry[] }
  | { readonly type: 'typing'; readonly conversationId: string; readonly typing: boolean }
  | { readonly type: 'presence'; readonly userId: string; readonly presence: Presence | undefined }
  | { readonly type: 'unreadTotal'; readonly role: Side; readonly count: number }
  /** A hole that would not close: what lies below `floor` is given up, to be loaded again on demand. */
  | { readonly type: 'forget'; readonly conversationId: string; readonly floor: number };

/**
 * The state after an event. Pure; facts of the server are merged by highest version, revision and watermark, so that
 * any order and any repetition of them ends in the same state. What an event does not touch keeps its identity, and an
 * event that changes nothing returns `state` itself.
 */
export function applyEvent(state: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case 'conversation':
      return applyConversation(state, event.conversation);
    case 'messages':
      return applyMessages(state, event);
    case 'receipt':
      return patch(state, event.conversationId, (known) => applyReceipt(known, event));
    case 'booking':
      return applyBooking(state, event.booking);
    case 'synced':
      if (event.cursor === state.syncCursor) return state;
      return { ...state, syncCursor: event.cursor, syncUnfinished: event.hasMore };
    case 'reset':
      return reset(state);
    case 'user':
      return event.userId === state.userId ? state : { ...EMPTY_STATE, userId: event.userId };
    case 'connection':
      return applyConnection(state, event.connected);
    case 'pending':
      return patch(state, event.conversationId, () => ({ pending: event.entries }));
    case 'typing':
      return patch(state, event.conversationId, () => ({ peerTyping: event.typing }));
    case 'presence':
      return { ...state, presence: { ...state.presence, [event.userId]: event.presence } };
    case 'unreadTotal':
      if (state.unreadTotals[event.role] === event.count) return state;
      return { ...state, unreadTotals: { ...state.unreadTotals, [event.role]: event.count } };
    case 'forget':
      return patch(state, event.conversationId, ({ messages }) => ({
        messages: messages.slice(indexFrom(messages, event.floor)),
        floor: event.floor,
      }));
  }
}

function applyConversation(state: ChatState, conversation: Conversation): ChatState {
  const next = patch(state, conversation.id, ({ snapshot, lastSeq }) => ({
    snapshot: newer(snapshot, conversation),
    lastSeq: Math.max(lastSeq, conversation.lastSeq),
  }));
  return conversation.booking ? applyBooking(next, conversation.booking) : next;
}

function applyMessages(state: ChatState, event: ChatEvent & { type: 'messages' }): ChatState {
  const next = patch(state, event.conversationId, (known) => {
    const messages = mergeMessages(known.messages, event.messages);
    return {
      messages,
      floor: floorOf(messages, known.floor, event.floor),
      lastSeq: Math.max(known.lastSeq, event.lastSeq ?? 0, messages.at(-1)?.seq ?? 0),
    };
  });
  return event.messages.reduce(applyBookingChange, next);
}

/** What was loaded from the past on its own belongs to the history as soon as it adjoins it. */
function floorOf(messages: readonly Message[], known: number | undefined, paged: number | undefined) {
  if (known === undefined && paged === undefined) return undefined;
  const floor = Math.min(known ?? Infinity, paged ?? Infinity);
  const { start, end } = runAround(messages, floor);
  return end > start ? messages[start]!.seq : floor;
}

function applyReceipt(known: ConversationState, event: ChatEvent & { type: 'receipt' }) {
  const { delivered, read } = known.watermarks[event.side];
  const raised = {
    delivered: Math.max(delivered, event.upToSeq),
    read: event.kind === 'read' ? Math.max(read, event.upToSeq) : read,
  };
  const unchanged = raised.delivered === delivered && raised.read === read;
  return {
    watermarks: unchanged ? known.watermarks : { ...known.watermarks, [event.side]: raised },
    ownRead: event.own ? newer(known.ownRead, event.own) : known.ownRead,
    lastSeq: Math.max(known.lastSeq, event.upToSeq, event.own?.lastSeq ?? 0),
  };
}

function applyBooking(state: ChatState, booking: Booking): ChatState {
  const known = state.bookings[booking.id];
  const kept = newer(known, booking);
  return kept === known ? state : { ...state, bookings: { ...state.bookings, [booking.id]: kept } };
}

function applyBookingChange(state: ChatState, { metadata }: Message): ChatState {
  if (metadata?.kind !== 'booking_status') return state;
  const known = state.bookingChanges[metadata.bookingId];
  const change: BookingChange = { version: metadata.version, status: metadata.to };
  if (newer(known, change) !== change) return state;
  return { ...state, bookingChanges: { ...state.bookingChanges, [metadata.bookingId]: change } };
}

function reset({ userId, connected, presence, conversations }: ChatState): ChatState {
  const waiting = Object.entries(conversations)
    .filter(([, { pending }]) => pending.length > 0)
    .map(([id, { pending }]) => [id, { ...EMPTY_CONVERSATION, pending }] as const);
  return { ...EMPTY_STATE, userId, connected, presence, conversations: Object.fromEntries(waiting) };
}

/** Without a connection nobody can be known to be there. */
function applyConnection(state: ChatState, connected: boolean): ChatState {
  if (connected === state.connected) return state;
  const typing = Object.keys(state.conversations).filter((id) => state.conversations[id]?.peerTyping);
  const silent = typing.reduce((next, id) => patch(next, id, () => ({ peerTyping: false })), state);
  return { ...silent, connected, presence: connected ? state.presence : {} };
}

/**
 * The one of the higher version. Of equals the incoming one, if it says anything else: a name may have changed since a
 * device put down what it knew, and names have no version.
 */
function newer<T extends { readonly version: number }>(known: T | undefined, incoming: T): T {
  if (!known || incoming.version > known.version) return incoming;
  if (incoming.version < known.version) return known;
  return JSON.stringify(incoming) === JSON.stringify(known) ? known : incoming;
}

function patch(
  state: ChatState,
  conversationId: string,
  change: (known: ConversationState) => Partial<ConversationState>,
): ChatState {
  const known = state.conversations[conversationId] ?? EMPTY_CONVERSATION;
  const next = { ...known, ...change(known) };
  const same = (Object.keys(known) as (keyof ConversationState)[]).every((key) => next[key] === known[key]);
  if (same) return state;
  return { ...state, conversations: { ...state.conversations, [conversationId]: next } };
}
