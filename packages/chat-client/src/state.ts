import type {
  Booking,
  BookingStatus,
  Conversation,
  Message,
  Presence,
  ReadState,
  Side,
} from '@duet/contract';
import type { QueueEntry } from './queue-entry.ts';

/** How far one side has stored and read a conversation. */
interface Watermarks {
  readonly delivered: number;
  readonly read: number;
}

/** Where the viewer stood after reading; `unreadCount` holds as of `lastSeq` and `version`. */
export type OwnRead = Pick<ReadState, 'readSeq' | 'unreadCount' | 'lastSeq' | 'version'>;

/**
 * What is known of one conversation, as facts that only grow. What a person sees is derived from them by the
 * selectors, so that it does not matter in which order, or how often, facts arrive.
 */
export interface ConversationState {
  /** The view of the highest version received. */
  readonly snapshot: Conversation | undefined;
  /** The own read of the highest version received. */
  readonly ownRead: OwnRead | undefined;
  readonly watermarks: Readonly<Record<Side, Watermarks>>;
  /** Ascending by `seq`, each `seq` once in its highest revision; holes are possible. */
  readonly messages: readonly Message[];
  /** The `seq` from which on history was loaded and is shown; undefined before the first page. */
  readonly floor: number | undefined;
  /** The highest `seq` known to exist. */
  readonly lastSeq: number;
  /** Own entries that the server has not taken yet, in the order of enqueueing. */
  readonly pending: readonly QueueEntry[];
  readonly peerTyping: boolean;
}

/** The newest change of a booking that a system message told. */
export interface BookingChange {
  readonly version: number;
  readonly status: BookingStatus;
}

/** Everything one person's client knows. Plain data; changed by `applyEvent` alone. */
export interface ChatState {
  /** The viewer; undefined while nobody is signed in. */
  readonly userId: string | undefined;
  readonly connected: boolean;
  /** Up to where the server's changes are held here; undefined until everything wanted was loaded once. */
  readonly syncCursor: string | undefined;
  /** The cursor stands between two pages of one sync. */
  readonly syncUnfinished: boolean;
  readonly conversations: Readonly<Record<string, ConversationState>>;
  readonly bookings: Readonly<Record<string, Booking>>;
  readonly bookingChanges: Readonly<Record<string, BookingChange>>;
  /** By person; only of the watched, and only while connected. */
  readonly presence: Readonly<Record<string, Presence | undefined>>;
  /** The server's count over all conversations of a role. */
  readonly unreadTotals: Readonly<Partial<Record<Side, number>>>;
}

export const EMPTY_CONVERSATION: ConversationState = {
  snapshot: undefined,
  ownRead: undefined,
  watermarks: { customer: { delivered: 0, read: 0 }, artist: { delivered: 0, read: 0 } },
  messages: [],
  floor: undefined,
  lastSeq: 0,
  pending: [],
  peerTyping: false,
};

export const EMPTY_STATE: ChatState = {
  userId: undefined,
  connected: false,
  syncCursor: undefined,
  syncUnfinished: false,
  conversations: {},
  bookings: {},
  bookingChanges: {},
  presence: {},
  unreadTotals: {},
};
