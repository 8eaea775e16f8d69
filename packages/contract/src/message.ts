import { z } from 'zod';
import { bookingStatus } from './booking.ts';
import { contactKind } from './contact-policy.ts';
import { seq, timestamp, uuid } from './ids.ts';
import { image, messageImageIds } from './image.ts';
import { messageText } from './text.ts';

/** `unknown` is how a client reads a type newer than itself ("update to see this"); a server never sends it. */
export const messageType = z.enum(['text', 'image', 'system', 'unknown']);
export type MessageType = z.infer<typeof messageType>;

export const senderRole = z.enum(['customer', 'artist', 'system']);
export type SenderRole = z.infer<typeof senderRole>;

/** A change of a booking, as its system message tells it. */
export const bookingStatusMetadata = z.object({
  kind: z.literal('booking_status'),
  bookingId: uuid,
  version: z.number().int().positive(),
  /** null: the booking was made. */
  from: bookingStatus.nullable(),
  to: bookingStatus,
  /** null: the marketplace itself. */
  actorId: uuid.nullable(),
});

/** Structured data by message type; only system messages carry any so far. */
export const messageMetadata = bookingStatusMetadata.nullable();
export type MessageMetadata = z.infer<typeof messageMetadata>;

/**
 * A message. It is the same for both sides, but for `content` where a side sees a masked text.
 * `deliveredAt` and `readAt` are the other side's, null on live events (ticks come from watermarks) and on system
 * messages; `revision` rises with every edit. `replyToId` names the message it answers, one of the same conversation: what that
 * says now, it says itself. `caution` is what was found in it while no booking of the two had been accepted, told to both;
 * `masked`: the other side does not see it, and gets `CONTACT_MASK` in its place, until one is. An unsent message is a tombstone: `deletedAt` is set, `seq` is kept, text and
 * images are gone.
 */
export const message = z.object({
  id: uuid,
  conversationId: uuid,
  seq: seq.min(1),
  clientMessageId: uuid,
  senderId: uuid,
  senderRole,
  type: messageType.catch('unknown'),
  content: z.string().nullable(),
  caution: z.array(contactKind).catch([]),
  masked: z.boolean().catch(false),
  images: z.array(image),
  bookingId: uuid.nullable(),
  replyToId: uuid.nullable(),
  metadata: messageMetadata.catch(null),
  revision: z.number().int().nonnegative(),
  sentAt: timestamp,
  deliveredAt: timestamp.nullable(),
  readAt: timestamp.nullable(),
  editedAt: timestamp.nullable(),
  deletedAt: timestamp.nullable(),
});
export type Message = z.infer<typeof message>;

const sendFields = {
  clientMessageId: uuid,
  bookingId: uuid.optional(),
  /** The version of `bookingId` the sender saw; an older one is answered `booking_changed`. */
  bookingVersion: z.number().int().positive().optional(),
  replyToId: uuid.optional(),
};

const textDraft = z.strictObject({ type: z.literal('text'), content: messageText, ...sendFields });
const imageDraft = z.strictObject({
  type: z.literal('image'),
  content: messageText.optional(),
  imageIds: messageImageIds,
  ...sendFields,
});

/** A message to send. The sender is the token's, never the body's. */
export const messageDraft = z.discriminatedUnion('type', [textDraft, imageDraft]);
export type MessageDraft = z.infer<typeof messageDraft>;

const inConversation = { conversationId: uuid };

/** A message to send over the socket, where no address names the conversation. */
export const messageSendInput = z.discriminatedUnion('type', [
  textDraft.extend(inConversation),
  imageDraft.extend(inConversation),
]);
export type MessageSendInput = z.infer<typeof messageSendInput>;

/**
 * The new text of an own message, or of its images. `editId` is made by the client and makes the edit happen once: a
 * repeat answers the message as it then stands.
 */
export const messageEdit = z.strictObject({ editId: uuid, content: messageText });

const ownMessage = { ...inConversation, clientMessageId: uuid };
export const messageEditInput = messageEdit.extend(ownMessage);
export const messageUnsendInput = z.strictObject(ownMessage);

/** `created` is false for a repeat of a `clientMessageId` that was stored before; the message is then that one. */
export const sendResult = z.object({ message, created: z.boolean() });
export type SendResult = z.infer<typeof sendResult>;
