import type { MessageMetadata, MessageType, ReadState, SenderRole, Side } from '@duet/contract';
import type { CommitPart } from '../../realtime/announcements.ts';
import type { StoredImage } from '../images/image.mapper.ts';
import type { Caution } from '../messages/message.mapper.ts';

/** A message on its way into a conversation, with everything but its place in it. */
export interface NewMessage {
  id: string;
  conversationId: string;
  clientMessageId: string;
  senderId: string;
  senderRole: SenderRole;
  type: MessageType;
  content: string | null;
  /** What the other side sees instead while no booking of the two has been accepted; null: the same. */
  maskedContent: string | null;
  /** What it shows, in order; it claims them as it is stored. */
  images: readonly StoredImage[];
  bookingId: string | null;
  bookingVersion: number | null;
  replyToId: string | null;
  /** A caution is stored while no booking of the two has been accepted. */
  metadata: MessageMetadata | Caution;
  /** Its text went to others before: it is counted to how many of them, and refused beyond. null: not that anybody knows. */
  copies: { digest: Buffer; most: number } | null;
  /** Keyed digest of what the sender sent; null for system messages. */
  digest: Buffer | null;
}

/** How far one side has received or read a conversation; reading is receiving too. */
export interface Watermark {
  conversationId: string;
  side: Side;
  kind: 'delivered' | 'read';
  upToSeq: number;
}

/** What may be written together with others. */
export type Write = { readonly message: NewMessage } | { readonly watermark: Watermark };

/** What `append_message` answers; see migrations/0025_first_contacts.sql. */
export type Appended =
  | ({ outcome: 'created'; seq: number; sentAt: string; viewChanged: boolean } & CommitPart)
  | { outcome: 'repeat'; messageId: string }
  | { outcome: 'held' }
  | { outcome: 'reused' | 'closed' | 'blocked' | 'copied' }
  | { outcome: 'booking_missing' | 'booking_changed' | 'reply_missing' | 'image_missing' };

/** What `advance_watermark` answers; see migrations/0003_functions.sql. */
export type WatermarkAdvance =
  | { outcome: 'held' }
  | { outcome: 'ahead' }
  | ({ outcome: 'unchanged' } & OwnRead)
  | ({ outcome: 'advanced'; at: string; deliveredAdvanced: boolean; disclosed: boolean } & OwnRead &
      CommitPart);
type OwnRead = Omit<ReadState, 'conversationId'>;

export type Written = Appended | WatermarkAdvance;
