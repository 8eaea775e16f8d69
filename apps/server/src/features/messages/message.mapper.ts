import type { ContactKind, Message, MessageMetadata, MessageType, SenderRole } from '@duet/contract';
import type { StoredImage, ToImage } from '../images/image.mapper.ts';

/** What was found in a text that was stored before a booking of the two had been accepted. */
export interface Caution {
  kind: 'caution';
  kinds: ContactKind[];
}

/** A row of the view `message_forms`. */
export interface MessageRow {
  id: string;
  conversation_id: string;
  seq: number;
  client_message_id: string;
  sender_id: string;
  sender_role: SenderRole;
  message_type: MessageType;
  content: string | null;
  masked_content: string | null;
  images: StoredImage[];
  booking_id: string | null;
  reply_to_id: string | null;
  metadata: MessageMetadata | Caution;
  revision: number;
  sent_at: string;
  delivered_at: string | null;
  shown_read_at: string | null;
  edited_at: string | null;
  deleted_at: string | null;
}

/** The message as `viewerId` may see it: the masked text, where there is one, for everybody but its sender. */
export function toMessage(row: MessageRow, viewerId: string, toImage: ToImage): Message {
  const { metadata } = row;
  const caution = metadata?.kind === 'caution';
  return {
    id: row.id,
    conversationId: row.conversation_id,
    seq: row.seq,
    clientMessageId: row.client_message_id,
    senderId: row.sender_id,
    senderRole: row.sender_role,
    type: row.message_type,
    content: row.sender_id === viewerId ? row.content : (row.masked_content ?? row.content),
    caution: caution ? metadata.kinds : [],
    masked: row.masked_content !== null,
    images: row.images.map(toImage),
    bookingId: row.booking_id,
    replyToId: row.reply_to_id,
    metadata: caution ? null : metadata,
    revision: row.revision,
    sentAt: row.sent_at,
    deliveredAt: row.delivered_at,
    readAt: row.shown_read_at,
    editedAt: row.edited_at,
    deletedAt: row.deleted_at,
  };
}

/** What a message is made of before it has its place: the rest is the same for all that were just stored. */
type Fields = Pick<
  Message,
  | 'id'
  | 'conversationId'
  | 'clientMessageId'
  | 'senderId'
  | 'senderRole'
  | 'type'
  | 'content'
  | 'bookingId'
  | 'replyToId'
  | 'metadata'
>;

/** The message as it stands the moment it is stored: nobody has received or read it yet. */
export function toStored(
  fields: Fields,
  seq: number,
  sentAt: string,
  images: Message['images'] = [],
): Message {
  const { id, conversationId, clientMessageId, senderId, senderRole, type, content } = fields;
  const { bookingId, replyToId, metadata } = fields;
  return {
    id,
    conversationId,
    clientMessageId,
    senderId,
    senderRole,
    type,
    content,
    bookingId,
    replyToId,
    metadata,
    seq,
    caution: [],
    masked: false,
    images,
    revision: 0,
    sentAt,
    deliveredAt: null,
    readAt: null,
    editedAt: null,
    deletedAt: null,
  };
}
