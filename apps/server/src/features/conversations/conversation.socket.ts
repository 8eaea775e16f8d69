import type { EventContext, EventHandlers } from '../../platform/sockets/handlers.ts';
import type { ConversationService } from './conversation.service.ts';
import type { ReceiveTimesService } from './receive-times.service.ts';

export function conversationEvents(
  conversations: ConversationService,
  receiveTimes: ReceiveTimesService,
): EventHandlers<
  | 'join:conversation'
  | 'leave:conversation'
  | 'message:read'
  | 'message:delivered'
  | 'conversation:update'
  | 'typing:start'
  | 'typing:stop'
> {
  const setTyping = async (conversationId: string, context: EventContext, typing: boolean) => {
    const { peerId, peerSees } = await conversations.validateConversationAccess(
      conversationId,
      context.actor.userId,
    );
    // Whoever watches was not blocked then, and a block ends it.
    if (peerSees && context.isWatching(conversationId)) context.setTyping(conversationId, peerId, typing);
    return {};
  };
  return {
    'join:conversation': async ({ conversationId }, { actor, watch, unwatch }) => {
      const { peerId } = await conversations.validateConversationAccess(conversationId, actor.userId);
      const nothing = { presence: { userId: peerId, online: false, lastSeenAt: null } };
      if (await conversations.isBlocked(conversationId)) return nothing;
      const presence = await watch(conversationId, peerId);
      // A block ends what is watched then, and this has begun since it was asked for.
      if (!(await conversations.isBlocked(conversationId))) return { presence };
      unwatch(conversationId);
      return nothing;
    },
    'leave:conversation': async ({ conversationId }, { unwatch }) => {
      unwatch(conversationId);
      return {};
    },
    'message:read': ({ conversationId, upToSeq }, { actor, socketId }) =>
      conversations.markAsRead(conversationId, actor.userId, upToSeq, { exceptSocketId: socketId }),
    'message:delivered': async ({ conversationId, upToSeq }, { actor, connectedAt }) => {
      const at = await conversations.markAsDelivered(conversationId, actor.userId, upToSeq);
      if (at !== undefined) await receiveTimes.note({ conversationId, seq: upToSeq }, at, connectedAt);
      return {};
    },
    'conversation:update': async ({ conversationId, ...change }, { actor, socketId }) => {
      const origin = { exceptSocketId: socketId };
      return {
        conversation: await conversations.updateConversation(conversationId, actor.userId, change, origin),
      };
    },
    'typing:start': (input, context) => setTyping(input.conversationId, context, true),
    'typing:stop': (input, context) => setTyping(input.conversationId, context, false),
  };
}
