import type { ErrorObject, Message, Side } from '@duet/contract';
import { indexFrom } from './message-run.ts';
import { isPaused, type QueueEntry } from './queue-entry.ts';
import type { ChatState, ConversationState } from './state.ts';

/**
 * `queued` is kept by the device and waits for a connection, `sending` waits to be kept, or for its turn or its answer;
 * `paused` waits for its author, because the booking it speaks of has changed; `received` is not the viewer's own.
 */
export type MessageStatus =
  'queued' | 'sending' | 'paused' | 'sent' | 'delivered' | 'read' | 'failed' | 'received';

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
}

const threads = new WeakMap<
  ConversationState,
  { userId: string | undefined; connected: boolean; rows: readonly ThreadMessage[] }
>();
const rowsOfMessages = new WeakMap<Message, ThreadMessage>();
const rowsOfEntries = new WeakMap<QueueEntry, ThreadMessage>();
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

function toThread(
  conversation: ConversationState,
  userId: string | undefined,
  connected: boolean,
): ThreadMessage[] {
  const { messages, floor, pending } = conversation;
  const shown = floor === undefined ? messages : messages.slice(indexFrom(messages, floor));
  const rows = shown.map((message) => toRow(message, userId, conversation));
  // The broadcast of an own message may come before its acknowledgement: it then is both held and pending.
  const waiting = new Set(pending.map((entry) => entry.key));
  for (const message of pending.length === 0 ? [] : messages) {
    if (message.senderId === userId) waiting.delete(message.clientMessageId);
  }
  const echoes = pending.filter((entry) => waiting.has(entry.key));
  return [...rows, ...echoes.map((entry) => toEcho(entry, connected, conversation))];
}

function toRow(message: Message, userId: string | undefined, conversation: ConversationState): ThreadMessage {
  const mine = message.senderId === userId;
  const status = mine ? statusOf(message, conversation) : 'received';
  const known = rowsOfMessages.get(message);
  if (known?.status === status && known.mine === mine) return known;
  // Another person's client ids are theirs to choose, so that only their server id is sure to be unique here.
  const row = { ...message, key: mine ? message.clientMessageId : message.id, mine, status } as const;
  rowsOfMessages.set(message, row);
  return row;
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
  return connected || !entry.stored ? 'sending' : 'queued';
}

function toEcho(entry: QueueEntry, connected: boolean, conversation: ConversationState): ThreadMessage {
  const status = statusOfEntry(entry, connected);
  const known = rowsOfEntries.get(entry);
  if (known?.status === status) return known;
  const { draft } = entry;
  const row: ThreadMessage = {
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
    ...(entry.failure ? { failure: entry.failure } : {}),
  };
  rowsOfEntries.set(entry, row);
  return row;
}
