import type { EventHandlers } from '../../platform/sockets/handlers.ts';
import type { MessageService } from './message.service.ts';

export function messageEvents(messages: MessageService): EventHandlers<'message:send'> {
  return {
    'message:send': ({ conversationId, ...draft }, { actor, socketId }) =>
      messages.sendMessage({ conversationId, senderId: actor.userId, draft, exceptSocketId: socketId }),
  };
}
