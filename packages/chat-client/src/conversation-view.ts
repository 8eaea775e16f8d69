import {
  LIMITS,
  type Booking,
  type Conversation,
  type ConversationFilter,
  type Message,
  type Presence,
  type Side,
} from '@duet/contract';
import { contiguousSeq, indexFrom } from './message-run.ts';
import { changesOf, withChanges, withUpdates } from './pending-change.ts';
import type { BookingChange, ChatState, ConversationState } from './state.ts';
import { peerWatermarks } from './thread-message.ts';

/** A conversation as lists and headers show it, brought up to date by everything that came after the server's view. */
export type ConversationView = Conversation & {
  readonly peerTyping: boolean;
  /** undefined while not watched or not connected. */
  readonly peerPresence: Presence | undefined;
};

const views = new WeakMap<Conversation, { of: ConversationState; view: ConversationView }>();
const lists = new WeakMap<ChatState, Map<string, readonly ConversationView[]>>();
const bookingViews = new WeakMap<Booking, Booking>();
const bookingLists = new WeakMap<ChatState, Partial<Record<Side, readonly Booking[]>>>();

/** The view of one conversation; undefined while the server's view is not known. */
export function selectConversation(state: ChatState, conversationId: string): ConversationView | undefined {
  const conversation = state.conversations[conversationId];
  return conversation?.snapshot && toView(state, conversation, conversation.snapshot);
}

/**
 * The known conversations in which the viewer has this role: the pinned, then the newest of those that are not archived; or
 * what a filter finds, newest first.
 */
export function selectConversations(
  state: ChatState,
  role: Side,
  filter?: ConversationFilter,
): readonly ConversationView[] {
  const known = lists.get(state) ?? new Map<string, readonly ConversationView[]>();
  lists.set(state, known);
  const name = `${role} ${filter}`;
  const list =
    known.get(name) ??
    Object.keys(state.conversations)
      .map((id) => selectConversation(state, id))
      .filter((view) => view !== undefined)
      .filter((view) => view.me.role === role && (filter ? FILTERS[filter](view) : isListed(view)))
      .sort(filter ? byTime : (a, b) => byPin(a, b) || byTime(a, b));
  known.set(name, list);
  return list;
}

const isListed = ({ me }: ConversationView) => me.archivedAt === null;

const FILTERS: Record<ConversationFilter, (view: ConversationView) => boolean> = {
  unread: (view) => isListed(view) && (view.me.unreadCount > 0 || view.me.markedUnread),
  waiting: (view) => isListed(view) && view.waitingOn === view.me.role,
  archived: (view) => !isListed(view),
};

function byPin({ me: a }: ConversationView, { me: b }: ConversationView): number {
  return Number(b.pinnedAt !== null) - Number(a.pinnedAt !== null);
}

/** The newest first. */
export function byTime(a: ConversationView, b: ConversationView): number {
  return descending(a.lastMessageAt, b.lastMessageAt) || descending(a.id, b.id);
}

/** Whether one more of the viewer's conversations in a role may be pinned, as far as is known here. */
export function selectMayPin(state: ChatState, role: Side): boolean {
  const pinned = selectConversations(state, role).filter(({ me }) => me.pinnedAt !== null);
  return pinned.length < LIMITS.pinnedConversations;
}

/** A booking as it stands by the newest of booking and system message. */
export function selectBooking(state: ChatState, bookingId: string): Booking | undefined {
  const booking = state.bookings[bookingId];
  return booking && withChange(booking, state.bookingChanges[bookingId]);
}

/** The known bookings in which the viewer has this role, latest start first. */
export function selectBookings(state: ChatState, role: Side): readonly Booking[] {
  const known = bookingLists.get(state);
  if (known?.[role]) return known[role];
  const list = Object.keys(state.bookings)
    .map((id) => selectBooking(state, id))
    .filter((booking) => booking !== undefined)
    .filter((booking) => (role === 'customer' ? booking.customerId : booking.artistId) === state.userId)
    .sort(byLatestStart);
  bookingLists.set(state, { ...known, [role]: list });
  return list;
}

/** The known bookings of a conversation's two people, latest start first. */
export function selectConversationBookings(state: ChatState, conversationId: string): readonly Booking[] {
  return Object.values(state.bookings)
    .filter((booking) => booking.conversationId === conversationId)
    .map(({ id }) => selectBooking(state, id))
    .filter((booking) => booking !== undefined)
    .sort(byLatestStart);
}

/** Unread messages over all conversations of a role, as the server last counted; 0 before it did. */
export function selectUnreadTotal(state: ChatState, role: Side): number {
  return state.unreadTotals[role] ?? 0;
}

/** How many messages, and changes of messages, wait on this device to be sent. */
export function selectUnsentCount({ conversations }: ChatState): number {
  return Object.values(conversations)
    .flatMap(({ pending }) => pending)
    .filter(({ kind }) => kind !== 'update').length;
}

/** The `seq` from which on the thread is loaded; undefined before its first page. */
export function selectFloor(state: ChatState, conversationId: string): number | undefined {
  return state.conversations[conversationId]?.floor;
}

/** How far the viewer has read, on any device. */
export function ownReadSeq(conversation: ConversationState): number {
  const { snapshot, watermarks } = conversation;
  return Math.max(toldReadSeq(conversation), snapshot ? watermarks[snapshot.me.role].read : 0);
}

/** How far the server knows the viewer to have read. */
export function toldReadSeq({ snapshot, ownRead }: ConversationState): number {
  return Math.max(snapshot?.me.readSeq ?? 0, ownRead?.readSeq ?? 0);
}

/**
 * How far this device may report as delivered: to the end of the unbroken run, if there is anything of the other side
 * in it that is not read, since reading says it all; else 0. While something unread lies below the run, that is not
 * here yet, and nothing after it may be said to be.
 */
export function deliveredSeq(conversation: ConversationState): number {
  const { messages, snapshot } = conversation;
  if (!snapshot) return 0;
  const end = contiguousSeq(conversation);
  const unread = messages.slice(
    indexFrom(messages, ownReadSeq(conversation) + 1),
    indexFrom(messages, end + 1),
  );
  if (!unread.some((message) => isPeers(message, snapshot))) return 0;
  return hasUnreadBelow(conversation) ? 0 : end;
}

/** Whether something unread of the other side lies below what was loaded. */
export function hasUnreadBelow(conversation: ConversationState): boolean {
  const { snapshot, messages, floor = 1 } = conversation;
  const readSeq = ownReadSeq(conversation);
  if (!snapshot || floor <= readSeq + 1) return false;
  const base = newestBase(conversation, snapshot);
  // What came after the view was made, and is not held, may be anybody's.
  if (floor > base.lastSeq + 1) return true;
  const held = messages.slice(indexFrom(messages, Math.max(floor, readSeq + 1)));
  const heldUnread = held.filter((message) => isPeers(message, snapshot)).length;
  return countUnread(conversation, snapshot, base) > heldUnread;
}

function isPeers({ senderRole }: Message, { me }: Conversation): boolean {
  return senderRole !== 'system' && senderRole !== me.role;
}

function toView(state: ChatState, of: ConversationState, snapshot: Conversation): ConversationView {
  const known = views.get(snapshot);
  const booking = snapshot.booking && (selectBooking(state, snapshot.booking.id) ?? snapshot.booking);
  const peerPresence = state.presence[snapshot.peer.user.id];
  if (known?.of === of && known.view.booking === booking && known.view.peerPresence === peerPresence) {
    return known.view;
  }
  const latest = of.messages.at(-1);
  const base = newestBase(of, snapshot);
  const peer = peerWatermarks(of, otherThan(snapshot.me.role));
  const view = keep(known?.view, {
    ...snapshot,
    booking,
    lastSeq: of.lastSeq,
    lastMessage: lastMessageOf(of, snapshot),
    waitingOn: waitingOnOf(of, snapshot),
    lastMessageAt: latest && latest.seq > snapshot.lastSeq ? latest.sentAt : snapshot.lastMessageAt,
    me: keep(known?.view.me, withUpdates(ownSideOf(of, snapshot, base), of.pending, of.lastSeq)),
    peer: keep(known?.view.peer, {
      ...snapshot.peer,
      deliveredSeq: peer.delivered,
      readSeq: peer.read,
    }),
    peerTyping: of.peerTyping,
    peerPresence,
  });
  views.set(snapshot, { of, view });
  return view;
}

/** The own side, by all that the server has said. */
function ownSideOf(of: ConversationState, snapshot: Conversation, base: ReturnType<typeof newestBase>) {
  return {
    ...snapshot.me,
    unreadCount: countUnread(of, snapshot, base),
    readSeq: ownReadSeq(of),
    // Reading takes the mark away, and a message brings an archived conversation back.
    markedUnread: snapshot.me.markedUnread && base.version === snapshot.version,
    archivedAt: of.lastSeq > snapshot.lastSeq ? null : snapshot.me.archivedAt,
  };
}

/** Who did not write last, by the newest message of a person that waits or is held, or by the server's word. */
function waitingOnOf({ messages, pending }: ConversationState, snapshot: Conversation): Side | null {
  if (pending.some(({ kind, failure }) => kind === 'send' && !failure)) return otherThan(snapshot.me.role);
  const later = messages.slice(indexFrom(messages, snapshot.lastSeq + 1));
  const last = later.findLast(({ senderRole }) => senderRole !== 'system');
  if (!last) return snapshot.waitingOn;
  return otherThan(last.senderRole);
}

function otherThan(role: Message['senderRole']): Side {
  return role === 'customer' ? 'artist' : 'customer';
}

/** The newest message, as its own sender's waiting changes will make it. */
function lastMessageOf(of: ConversationState, snapshot: Conversation): Message | null {
  const last = newerMessage(snapshot.lastMessage, of.messages.at(-1));
  if (last?.senderRole !== snapshot.me.role) return last;
  return withChanges(last, changesOf(of.pending, last.clientMessageId));
}

/** The newest word of the server on what is unread. */
function newestBase({ ownRead }: ConversationState, { version, lastSeq, me }: Conversation) {
  const viewed = { version, lastSeq, unreadCount: me.unreadCount };
  return ownRead && ownRead.version > version ? ownRead : viewed;
}

/**
 * The server's count, less what was read since, plus what came since. What is not held up to the server's last `seq`
 * counts as the other side's, so that the count can be too high until it is loaded but never hides a message.
 */
function countUnread(
  conversation: ConversationState,
  snapshot: Conversation,
  base: { lastSeq: number; unreadCount: number },
): number {
  const { messages } = conversation;
  const readSeq = ownReadSeq(conversation);
  let before = Math.max(0, base.lastSeq - readSeq);
  let since = 0;
  for (const message of messages.slice(indexFrom(messages, readSeq + 1))) {
    const counts = isPeers(message, snapshot);
    if (message.seq > base.lastSeq) since += counts ? 1 : 0;
    else if (!counts) before -= 1;
  }
  return Math.min(base.unreadCount, before) + since;
}

function newerMessage(a: Message | null, b: Message | undefined): Message | null {
  if (!a || !b) return a ?? b ?? null;
  return b.seq > a.seq || (b.seq === a.seq && b.revision >= a.revision) ? b : a;
}

function withChange(booking: Booking, change: BookingChange | undefined): Booking {
  if (!change || change.version <= booking.version) return booking;
  const known = bookingViews.get(booking);
  if (known?.version === change.version) return known;
  const view = { ...booking, version: change.version, status: change.status };
  bookingViews.set(booking, view);
  return view;
}

/** `known` when it says the same, field by field. */
function keep<T extends object>(known: T | undefined, next: T): T {
  const same = known && (Object.keys(next) as (keyof T)[]).every((key) => known[key] === next[key]);
  return same ? known : next;
}

function byLatestStart(a: Booking, b: Booking): number {
  return descending(a.startsAt, b.startsAt) || descending(a.id, b.id);
}

function descending(a: string, b: string): number {
  return a < b ? 1 : a > b ? -1 : 0;
}
