import type { ChatEvent } from './apply-event.ts';
import type { ServerEvent } from './socket.ts';

/** The fact an event of the server states; undefined for what passes. */
export function toChatEvent(event: ServerEvent): ChatEvent | undefined {
  switch (event.name) {
    case 'message:new': {
      const { message, conversation } = event.payload;
      const { id: conversationId, lastSeq } = conversation;
      return { type: 'messages', conversationId, messages: [message], lastSeq };
    }
    case 'message:updated': {
      const { message } = event.payload;
      return { type: 'messages', conversationId: message.conversationId, messages: [message] };
    }
    case 'message:delivered': {
      const { conversationId, side, upToSeq } = event.payload;
      return { type: 'receipt', kind: 'delivered', conversationId, side, upToSeq };
    }
    case 'message:read': {
      const { conversationId, side, upToSeq, unreadCount, lastSeq, version } = event.payload;
      const receipt = { type: 'receipt', kind: 'read', conversationId, side, upToSeq } as const;
      // Only the reader's own devices are told where the reader now stands.
      if (unreadCount === undefined || lastSeq === undefined || version === undefined) return receipt;
      return { ...receipt, own: { readSeq: upToSeq, unreadCount, lastSeq, version } };
    }
    case 'user:presence':
      return { type: 'presence', userId: event.payload.userId, presence: event.payload };
    case 'conversation:updated':
      return { type: 'conversation', conversation: event.payload.conversation };
    case 'user:typing':
    case 'report:decided':
    case 'session:revoked':
      return undefined;
  }
}
