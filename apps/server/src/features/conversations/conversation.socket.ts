import type { EventHandlers } from '../../platform/sockets/handlers.ts';
import type { ConversationService } from './conversation.service.ts';

export function conversationEvents(
  conversations: ConversationService,
): EventHandlers<
  | 'join:conversation'
  | 'leave:conversation'
  | 'message:read'
  | 'message:delivered'
  | 'conversation:update'
  | 'typing:start'
  | 'typing:stop'
> {
  return {
    'join:conversation': async ({ conversationId }, { actor, watch }) => {
      const { peerId } = await conversations.validateConversationAccess(conversationId, actor.userId);
      return { presence: await watch(conversationId, peerId) };
    },
    'leave:conversation': async ({ conversationId }, { unwatch }) => {
      unwatch(conversationId);
      return {};
    },
    'message:read': ({ conversationId, upToSeq }, { actor, socketId }) =>
      conversations.markAsRead(conversationId, actor.userId, upToSeq, { exceptSocketId: socketId }),
    'message:delivered': async ({ conversationId, upToSeq }, { actor }) => {
      await conversations.markAsDelivered(conversationId, actor.userId, upToSeq);
      return {};
    },
    'conversation:update': async ({ conversationId, ...change }, { actor, socketId }) => {
      const origin = { exceptSocketId: socketId };
      return {
        conversation: await conversations.updateConversation(conversationId, actor.userId, change, origin),
      };
    },
    'typing:start': async ({ conversationId }, { actor }) => {
      await conversations.setTyping(conversationId, actor.userId, true);
      return {};
    },
    'typing:stop': async ({ conversationId }, { actor }) => {
      await conversations.setTyping(conversationId, actor.userId, false);
      return {};
    },
  };
}
