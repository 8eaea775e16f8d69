import { type RouteHandlers, withStatus } from '../../platform/http/handlers.ts';
import type { MessageService } from './message.service.ts';

export function messageRoutes(
  messages: MessageService,
): RouteHandlers<
  'listMessages' | 'sendMessage' | 'editMessage' | 'unsendMessage' | 'getMessage' | 'readMessage'
> {
  return {
    listMessages: ({ params: { id }, query }, { actor: { userId } }) =>
      Object.keys(query).length === 0
        ? messages.getNewestMessages(id, userId)
        : messages.getMessages(id, userId, query),
    sendMessage: async ({ params, body }, { actor }) => {
      const sent = await messages.sendMessage({
        conversationId: params.id,
        senderId: actor.userId,
        draft: body,
      });
      return withStatus(sent.created ? 201 : 200, sent);
    },
    editMessage: async ({ params: { id, clientMessageId }, body }, { actor }) => {
      const own = { conversationId: id, clientMessageId, senderId: actor.userId };
      return { message: await messages.editMessage(own, body) };
    },
    unsendMessage: async ({ params: { id, clientMessageId } }, { actor }) => {
      const own = { conversationId: id, clientMessageId, senderId: actor.userId };
      return { message: await messages.unsendMessage(own) };
    },
    getMessage: async ({ params }, { actor }) => ({
      message: await messages.getMessage(params.id, actor.userId),
    }),
    readMessage: async ({ params }, { actor }) => ({
      readState: await messages.markMessageAsRead(params.id, actor.userId),
    }),
  };
}
