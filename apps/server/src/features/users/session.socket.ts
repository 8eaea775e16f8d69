import type { EventHandlers } from '../../platform/sockets/handlers.ts';
import type { SessionService } from './session.service.ts';

export function sessionEvents(sessions: SessionService): EventHandlers<'session:renew'> {
  return {
    'session:renew': async ({ token }, { actor }) => {
      await sessions.renew(actor, token);
      return {};
    },
  };
}
