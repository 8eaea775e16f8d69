import type { ContactPolicy, Conversation, Side } from '@duet/contract';
import { toBooking, type BookingRow } from '../bookings/booking.mapper.ts';
import type { ToImage } from '../images/image.mapper.ts';
import { toMessage, type MessageRow } from '../messages/message.mapper.ts';

/** A conversation's row as one side sees it: its own columns under `own_`, the other side's under `peer_`. */
export interface ConversationRow {
  id: string;
  status: Conversation['status'];
  booking_id: string | null;
  last_seq: number;
  last_message_at: string;
  waiting_on: Side | null;
  booked: boolean;
  own_version: number;
  own_unread_count: number;
  own_marked_unread: boolean;
  own_read_seq: number;
  own_archived_at: string | null;
  own_muted_until: string | null;
  own_pinned_at: string | null;
  own_blocked: boolean;
  peer_id: string;
  peer_name: string;
  peer_time_zone: string;
  peer_delivered_seq: number;
  peer_shown_read_seq: number;
  peer_blocked: boolean;
}

/** What a view says beside what its row does. */
export interface ConversationMapping {
  toImage: ToImage;
  /** What becomes of contact details until a booking of the two is accepted. */
  contactPolicy: ContactPolicy;
}

/** The conversation as `viewerId`, who is its `role`, sees it. */
export function toConversation(
  row: ConversationRow,
  viewer: { id: string; role: Side },
  lastMessage: MessageRow | undefined,
  booking: BookingRow | undefined,
  { toImage, contactPolicy }: ConversationMapping,
): Conversation {
  return {
    id: row.id,
    version: row.own_version,
    status: row.status,
    booking: booking ? toBooking(booking) : null,
    lastSeq: row.last_seq,
    lastMessageAt: row.last_message_at,
    lastMessage: lastMessage ? toMessage(lastMessage, viewer.id, toImage) : null,
    waitingOn: row.waiting_on,
    contactPolicy: row.booked ? 'off' : contactPolicy,
    me: {
      role: viewer.role,
      unreadCount: row.own_unread_count,
      markedUnread: row.own_marked_unread,
      readSeq: row.own_read_seq,
      archivedAt: row.own_archived_at,
      mutedUntil: row.own_muted_until,
      pinnedAt: row.own_pinned_at,
      blocked: row.own_blocked,
    },
    peer: {
      user: { id: row.peer_id, name: row.peer_name, timeZone: row.peer_time_zone },
      deliveredSeq: row.peer_delivered_seq,
      readSeq: row.peer_shown_read_seq,
      blocked: row.peer_blocked,
    },
  };
}
