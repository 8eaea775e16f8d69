import type { ErrorObject, Message, Side } from '@duet/contract';
import { indexFrom, runAround } from './message-run.ts';
import { changesOf, lastChange, withChanges, type PendingChange } from './pending-change.ts';
import {
  isPaused,
  isUploaded,
  type ChangeEntry,
  type OutgoingImage,
  type QueueEntry,
  type SendEntry,
} from './queue-entry.ts';
import type { ChatState, ConversationState } from './state.ts';

/**
 * `queued` is kept by the device and waits for a connection, `uploading` has images on their way to the server, `sending` waits to be kept, or for its turn or its answer;
 * `paused` waits for its author, because the booking it speaks of has changed; `received` is not the viewer's own.
 */
export type MessageStatus =
  'queued' | 'uploading' | 'sending' | 'paused' | 'sent' | 'delivered' | 'read' | 'failed' | 'received';

/** A message as a thread shows it, whether the server has it yet or not. */
export interface ThreadMessage extends Omit<Message, 'seq' | 'id'> {
  /** Names the bubble from its first appearance on, through acknowledgement and broadcast. */
  readonly key: string;
  /** null until the server has the message, as is `seq`; `sentAt` is local time until then. */
  readonly id: string | null;
  readonly seq: number | null;
  readonly mine: boolean;
  readonly status: MessageStatus;
  /** Why the server does not take it; with status `failed` or `paused` only. */
  readonly failure?: ErrorObject;
  /** What it has instead of `images` until the server has the message. */
  readonly pictures?: readonly OutgoingImage[];
  /** The edit or unsend that waits, or has failed; what waits shows already. */
  readonly change: PendingChange | undefined;
}

/** Names a message that the server has. */
export type MessageRef = Pick<Message, 'conversationId' | 'id'>;

/** What a row was made of, beside its message or entry. */
interface Shown {
  readonly row: ThreadMessage;
  readonly changes: readonly ChangeEntry[];
  readonly connected: boolean;
}

const threads = new WeakMap<
  ConversationState,
  { userId: string | undefined; connected: boolean; rows: readonly ThreadMessage[] }
>();
const shownMessages = new WeakMap<Message, Shown>();
const shownEntries = new WeakMap<QueueEntry, Shown>();
const byId = new WeakMap<readonly Message[], ReadonlyMap<string, Message>>();
const NO_ROWS: readonly ThreadMessage[] = [];

/**
 * The thread of a conversation: what the server has, from the loaded floor on and by `seq`, then what waits to be
 * sent, in the order of enqueueing. A message is there once, from echo to acknowledgement. Of a row that did not
 * change, the same object is returned as before.
 */
export function selectMessages(state: ChatState, conversationId: string): readonly ThreadMessage[] {
  const conversation = state.conversations[conversationId];
  if (!conversation) return NO_ROWS;
  const { userId, connected } = state;
  const known = threads.get(conversation);
  if (known?.userId === userId && known?.connected === connected) return known.rows;
  const rows = toThread(conversation, userId, connected);
  threads.set(conversation, { userId, connected, rows });
  return rows;
}

/**
 * The thread, or, where `seq` lies below what is loaded of it, the unbroken run around that message: a piece of the past
 * on its own, which becomes part of the thread when it reaches it. Empty when that message is not held.
 */
export function selectMessagesAround(
  state: ChatState,
  conversationId: string,
  seq: number,
): readonly ThreadMessage[] {
  const conversation = state.conversations[conversationId];
  if (!conversation?.floor || seq >= conversation.floor) return selectMessages(state, conversationId);
  const { start, end } = runAround(conversation.messages, seq);
  return conversation.messages
    .slice(start, end)
    .map((message) => toRow(message, state.userId, state.connected, conversation));
}

/** A message by its id, as the thread shows it; undefined while it is not held. */
export function selectMessage(
  state: ChatState,
  { conversationId, id }: MessageRef,
): ThreadMessage | undefined {
  const conversation = state.conversations[conversationId];
  const message = conversation && idsOf(conversation.messages).get(id);
  return message && toRow(message, state.userId, state.connected, conversation);
}

function idsOf(messages: readonly Message[]): ReadonlyMap<string, Message> {
  const known = byId.get(messages) ?? new Map(messages.map((message) => [message.id, message]));
  byId.set(messages, known);
  return known;
}

/** How many own messages of a conversation this device keeps until there is a connection. */
export function selectQueuedCount({ conversations, connected }: ChatState, conversationId: string): number {
  const pending = conversations[conversationId]?.pending ?? [];
  return pending.filter((entry) => entry.kind === 'send' && statusOfEntry(entry, connected) === 'queued')
    .length;
}

function toThread(
  conversation: ConversationState,
  userId: string | undefined,
  connected: boolean,
): ThreadMessage[] {
  const { messages, floor, pending } = conversation;
  const shown = floor === undefined ? messages : messages.slice(indexFrom(messages, floor));
  const rows = shown.map((message) => toRow(message, userId, connected, conversation));
  // The broadcast of an own message may come before its acknowledgement: it then is both held and pending.
  const sends = pending.filter((entry) => entry.kind === 'send');
  const waiting = new Set(sends.map((entry) => entry.key));
  for (const message of sends.length === 0 ? [] : messages) {
    if (message.senderId === userId) waiting.delete(message.clientMessageId);
  }
  const echoes = sends.filter((entry) => waiting.has(entry.key));
  return [...rows, ...echoes.map((entry) => toEcho(entry, connected, conversation))];
}

function toRow(
  message: Message,
  userId: string | undefined,
  connected: boolean,
  conversation: ConversationState,
): ThreadMessage {
  const mine = message.senderId === userId;
  const status = mine ? statusOf(message, conversation) : 'received';
  const changes = changesOf(mine ? conversation.pending : [], message.clientMessageId);
  const known = shownMessages.get(message);
  if (known?.row.status === status && known.row.mine === mine && isSame(known, changes, connected)) {
    return known.row;
  }
  const row: ThreadMessage = {
    ...withChanges(message, changes),
    // Another person's client ids are theirs to choose, so that only their server id is sure to be unique here.
    key: mine ? message.clientMessageId : message.id,
    mine,
    status,
    change: lastChange(changes, connected),
  };
  shownMessages.set(message, { row, changes, connected });
  return row;
}

/** Without changes it does not matter whether there is a connection. */
function isSame(known: Shown, changes: readonly ChangeEntry[], connected: boolean): boolean {
  if (known.changes.length !== changes.length) return false;
  if (changes.length > 0 && known.connected !== connected) return false;
  return changes.every((entry, index) => entry === known.changes[index]);
}

function statusOf(message: Message, conversation: ConversationState): MessageStatus {
  const peer = peerWatermarks(conversation, message.senderRole === 'artist' ? 'customer' : 'artist');
  if (message.readAt !== null || message.seq <= peer.read) return 'read';
  return message.deliveredAt !== null || message.seq <= peer.delivered ? 'delivered' : 'sent';
}

/** The other side's watermarks, from the view and from receipts. Reading is having received. */
export function peerWatermarks({ snapshot, watermarks }: ConversationState, peerSide: Side) {
  const read = Math.max(watermarks[peerSide].read, snapshot?.peer.readSeq ?? 0);
  const delivered = Math.max(watermarks[peerSide].delivered, snapshot?.peer.deliveredSeq ?? 0, read);
  return { delivered, read };
}

function statusOfEntry(entry: QueueEntry, connected: boolean): MessageStatus {
  if (entry.failure) return isPaused(entry) ? 'paused' : 'failed';
  if (!entry.stored) return 'sending';
  if (!connected) return 'queued';
  return isUploaded(entry) ? 'sending' : 'uploading';
}

function toEcho(entry: SendEntry, connected: boolean, conversation: ConversationState): ThreadMessage {
  const status = statusOfEntry(entry, connected);
  const changes = changesOf(conversation.pending, entry.key);
  const known = shownEntries.get(entry);
  if (known?.row.status === status && isSame(known, changes, connected)) return known.row;
  const { draft } = entry;
  const echo: ThreadMessage = {
    key: entry.key,
    id: null,
    seq: null,
    conversationId: entry.conversationId,
    clientMessageId: entry.key,
    senderId: entry.senderId,
    // Decided by the server; until then the view's word, and before there is a view a guess that nothing hangs on.
    senderRole: conversation.snapshot?.me.role ?? 'customer',
    type: draft.type,
    content: draft.content ?? null,
    caution: [],
    masked: false,
    images: [],
    bookingId: draft.bookingId ?? null,
    replyToId: draft.replyToId ?? null,
    metadata: null,
    revision: 0,
    sentAt: entry.queuedAt,
    deliveredAt: null,
    readAt: null,
    editedAt: null,
    deletedAt: null,
    mine: true,
    status,
    ...(entry.images.length > 0 ? { pictures: entry.images } : {}),
    ...(entry.failure ? { failure: entry.failure } : {}),
    change: lastChange(changes, connected),
  };
  const row = withChanges(echo, changes);
  shownEntries.set(entry, { row, changes, connected });
  return row;
}
