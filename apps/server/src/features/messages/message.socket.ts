import type { EventHandlers } from '../../platform/sockets/handlers.ts';
import type { MessageService } from './message.service.ts';

export function messageEvents(
  messages: MessageService,
): EventHandlers<'message:send' | 'message:edit' | 'message:unsend'> {
  return {
    'message:send': ({ conversationId, ...draft }, { actor, socketId }) =>
      messages.sendMessage({ conversationId, senderId: actor.userId, draft, exceptSocketId: socketId }),
    'message:edit': async ({ conversationId, clientMessageId, ...edit }, { actor, socketId }) => {
      const own = { conversationId, clientMessageId, senderId: actor.userId };
      return { message: await messages.editMessage(own, edit, { exceptSocketId: socketId }) };
    },
    'message:unsend': async ({ conversationId, clientMessageId }, { actor, socketId }) => {
      const own = { conversationId, clientMessageId, senderId: actor.userId };
      return { message: await messages.unsendMessage(own, { exceptSocketId: socketId }) };
    },
  };
}
