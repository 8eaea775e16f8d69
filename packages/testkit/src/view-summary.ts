import type { Conversation } from '@duet/contract';

/** What of a view has to be the same on a device and the server; the version is the server's own. */
export function summaryOf(view: Partial<Conversation>) {
  const { lastSeq, lastMessageAt, lastMessage, waitingOn, booking, me, peer } = view;
  return {
    lastSeq,
    lastMessageAt,
    lastMessage: lastMessage && [lastMessage.id, lastMessage.revision, lastMessage.content],
    waitingOn,
    booking: booking && [booking.version, booking.status],
    unread: [me?.unreadCount, me?.markedUnread, me?.readSeq],
    own: [me?.archivedAt, me?.pinnedAt, me?.mutedUntil],
    peer: [peer?.deliveredSeq, peer?.readSeq],
  };
}
