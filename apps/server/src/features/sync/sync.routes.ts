import type { RouteHandlers } from '../../platform/http/handlers.ts';
import type { SyncService } from './sync.service.ts';

export function syncRoutes(sync: SyncService): RouteHandlers<'sync'> {
  return {
    sync: ({ query }, { actor }) => sync.getChanges(actor.userId, query.cursor),
  };
}
