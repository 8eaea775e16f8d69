import { type RouteHandlers, withStatus } from '../../platform/http/handlers.ts';
import type { ConversationService } from './conversation.service.ts';

export function conversationRoutes(
  conversations: ConversationService,
): RouteHandlers<
  | 'listConversations'
  | 'createConversation'
  | 'getConversation'
  | 'updateConversation'
  | 'readConversation'
  | 'getUnreadCount'
> {
  return {
    listConversations: ({ query: { role, ...page } }, { actor }) =>
      conversations.getUserConversations(actor.userId, role, page),
    createConversation: async ({ body }, { actor }) => {
      const { conversation, created } = await conversations.getOrCreateConversation(body, actor.userId);
      return withStatus(created ? 201 : 200, { conversation });
    },
    getConversation: async ({ params }, { actor }) => ({
      conversation: await conversations.getConversation(params.id, actor.userId),
    }),
    updateConversation: async ({ params, body }, { actor }) => ({
      conversation: await conversations.updateConversation(params.id, actor.userId, body),
    }),
    readConversation: async ({ params, body }, { actor }) => ({
      readState: await conversations.markAsRead(params.id, actor.userId, body.upToSeq),
    }),
    getUnreadCount: async ({ query }, { actor }) => ({
      unreadCount: await conversations.getUnreadCount(actor.userId, query.role),
    }),
  };
}
