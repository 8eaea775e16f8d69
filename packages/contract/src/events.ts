import { z } from 'zod';
import { conversation, conversationUpdateInput, readState } from './conversation.ts';
import { errorObject, type ErrorCode, type ErrorObject } from './errors.ts';
import { seq, timestamp, uuid } from './ids.ts';
import type { RateName } from './limits.ts';
import { message, messageEditInput, messageSendInput, messageUnsendInput, sendResult } from './message.ts';
import { ownReport } from './report.ts';
import { presence, side } from './user.ts';

/** The handshake: `auth: { token }` holds the access token; it never stands in the URL. */
export const handshakeAuth = z.object({ token: z.string().min(1).max(8_192) });

const inConversation = z.strictObject({ conversationId: uuid });
const upTo = z.strictObject({ conversationId: uuid, upToSeq: seq });
const nothing = z.object({});

interface ClientEvent {
  summary: string;
  /** See `RATES`. */
  rate: RateName;
  input: z.ZodType;
  output: z.ZodType;
  errors: readonly ErrorCode[];
}

/** Errors any event may be answered with. */
export const COMMON_EVENT_ERRORS = [
  'validation_failed',
  'unknown_field',
  'unknown_event',
  'rate_limited',
  'session_revoked',
  'internal',
  'busy',
  'database_unavailable',
] as const satisfies readonly ErrorCode[];

const withConversation = [...COMMON_EVENT_ERRORS, 'conversation_not_found'] as const;

/** Errors any text that people write to others may be answered with. */
export const TEXT_ERRORS = ['empty', 'too_long', 'too_many_marks', 'bad_text'] as const;

/** Errors a send may be answered with, over either transport. */
export const SEND_ERRORS = [
  ...withConversation,
  ...TEXT_ERRORS,
  'message_not_found',
  'booking_not_found',
  'image_not_found',
  'client_message_id_reused',
  'booking_changed',
  'conversation_closed',
  'conversation_blocked',
  'too_many_copies',
  'conversation_busy',
] as const satisfies readonly ErrorCode[];

/** Errors an edit may be answered with, over either transport; a message of somebody else is not found. */
export const EDIT_ERRORS = [
  ...withConversation,
  ...TEXT_ERRORS,
  'message_not_found',
  'edit_too_late',
  'message_deleted',
  'conversation_closed',
  'conversation_blocked',
  'conversation_busy',
] as const satisfies readonly ErrorCode[];

/** Errors an unsend may be answered with, over either transport. */
export const UNSEND_ERRORS = [
  ...withConversation,
  'message_not_found',
  'unsend_too_late',
  'conversation_busy',
] as const satisfies readonly ErrorCode[];

/** What a client may send. Every event is acknowledged with `{ ok: true, data }` or `{ ok: false, error }`. */
export const CLIENT_EVENTS = {
  'join:conversation': {
    rate: 'signal',
    summary:
      "Watch what is ephemeral in a conversation: the other person's presence; and let them see when one types. Of no effect while either has blocked the other.",
    input: inConversation,
    output: z.object({ presence }),
    errors: withConversation,
  },
  'leave:conversation': {
    rate: 'signal',
    summary: 'Stop watching a conversation.',
    input: inConversation,
    output: nothing,
    errors: COMMON_EVENT_ERRORS,
  },
  'message:send': {
    rate: 'send',
    summary:
      'Send a message. The acknowledgement follows the commit; a repeat of a clientMessageId is answered alike.',
    input: messageSendInput,
    output: sendResult,
    errors: SEND_ERRORS,
  },
  'message:edit': {
    rate: 'send',
    summary: 'Change the text of an own message, within 15 minutes; a repeat of an editId changes nothing.',
    input: messageEditInput,
    output: z.object({ message }),
    errors: EDIT_ERRORS,
  },
  'message:unsend': {
    rate: 'send',
    summary: 'Take an own message back, within 24 hours; a tombstone keeps its place.',
    input: messageUnsendInput,
    output: z.object({ message }),
    errors: UNSEND_ERRORS,
  },
  'message:read': {
    rate: 'signal',
    summary: 'The person has seen the conversation up to this message.',
    input: upTo,
    output: readState,
    errors: [...withConversation, 'seq_ahead'],
  },
  'message:delivered': {
    rate: 'signal',
    summary: 'This device has stored the conversation up to this message.',
    input: upTo,
    output: nothing,
    errors: [...withConversation, 'seq_ahead'],
  },
  'conversation:update': {
    rate: 'write',
    summary:
      'Archive, pin, mute or mark a conversation as unread, or take that back, for the own side only; or block the other person, which both see.',
    input: conversationUpdateInput,
    output: z.object({ conversation }),
    errors: [...withConversation, 'too_many_pins', 'conversation_busy'],
  },
  'typing:start': {
    rate: 'signal',
    summary: 'The person is typing; repeated at most every 3 s.',
    input: inConversation,
    output: nothing,
    errors: withConversation,
  },
  'typing:stop': {
    rate: 'signal',
    summary: 'The person has stopped typing.',
    input: inConversation,
    output: nothing,
    errors: withConversation,
  },
  'session:renew': {
    rate: 'signal',
    summary:
      "The socket's session goes on by this newer token of its own: needed where sessions end with their tokens.",
    input: handshakeAuth.strict(),
    output: nothing,
    errors: [...COMMON_EVENT_ERRORS, 'token_invalid', 'token_expired', 'identity_unavailable'],
  },
  'connection:check': {
    summary: 'Nothing but an answer: the connection is alive, and so is the session.',
    rate: 'signal',
    input: z.strictObject({}),
    output: nothing,
    errors: COMMON_EVENT_ERRORS,
  },
} as const satisfies Record<string, ClientEvent>;
export type ClientEventName = keyof typeof CLIENT_EVENTS;
export type ClientEventInput<E extends ClientEventName> = z.infer<(typeof CLIENT_EVENTS)[E]['input']>;
export type ClientEventOutput<E extends ClientEventName> = z.infer<(typeof CLIENT_EVENTS)[E]['output']>;

/** One side's watermark has risen. The reader's own devices also get where the reader now stands. */
const watermark = z.object({
  conversationId: uuid,
  side,
  upToSeq: seq,
  at: timestamp,
});

/** What a server sends. Clients drop events and keys they do not know. */
export const SERVER_EVENTS = {
  'message:new': {
    summary:
      'A message was committed. Sent to both people, on every device but the one that has the acknowledgement.',
    payload: z.object({
      message,
      conversation: z.object({ id: uuid, lastSeq: seq, lastMessageAt: timestamp }),
    }),
  },
  'message:updated': {
    summary:
      'A message was edited or unsent, or is not masked any more. Sent to both people, on every device but the one that has the acknowledgement.',
    payload: z.object({ message }),
  },
  'message:delivered': {
    summary: 'A device of this side has stored the conversation up to here. Sent to the other person.',
    payload: watermark,
  },
  'message:read': {
    summary:
      'This side has read up to here. Sent to the other person if disclosed, and to the reader with its own state.',
    payload: watermark.extend(
      readState.pick({ unreadCount: true, lastSeq: true, version: true }).partial().shape,
    ),
  },
  'user:typing': {
    summary: 'The other person started or stopped typing.',
    payload: z.object({ conversationId: uuid, userId: uuid, typing: z.boolean() }),
  },
  'user:presence': { summary: 'A watched person came or went.', payload: presence },
  'conversation:updated': {
    summary: "This side's view of a conversation changed by something other than a message or a watermark.",
    payload: z.object({ conversation }),
  },
  'report:decided': {
    summary: 'An own report was decided on. Sent to whoever made it, and to nobody else.',
    payload: z.object({ report: ownReport }),
  },
  'session:revoked': {
    summary: 'This session has ended; the socket is closed after this event.',
    payload: z.object({ reason: z.enum(['signed_out', 'expired', 'revoked']) }),
  },
} as const satisfies Record<string, { summary: string; payload: z.ZodType }>;
export type ServerEventName = keyof typeof SERVER_EVENTS;
export type ServerEventPayload<E extends ServerEventName> = z.infer<(typeof SERVER_EVENTS)[E]['payload']>;

/** An acknowledgement. */
export type Ack<T> = { ok: true; data: T } | { ok: false; error: ErrorObject };
export const ackOf = <S extends z.ZodType>(data: S) =>
  z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), data }),
    z.object({ ok: z.literal(false), error: errorObject }),
  ]);

/** Socket.IO's typed events, server to client. */
export type ServerToClientEvents = { [E in ServerEventName]: (payload: ServerEventPayload<E>) => void };
/** Socket.IO's typed events, client to server. */
export type ClientToServerEvents = {
  [E in ClientEventName]: (
    input: ClientEventInput<E>,
    acknowledge: (ack: Ack<ClientEventOutput<E>>) => void,
  ) => void;
};
