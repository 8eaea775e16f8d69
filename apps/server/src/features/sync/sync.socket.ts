import type { EventHandlers } from '../../platform/sockets/handlers.ts';

export function syncEvents(): EventHandlers<'connection:check'> {
  return {
    'connection:check': () => Promise.resolve({}),
  };
}
