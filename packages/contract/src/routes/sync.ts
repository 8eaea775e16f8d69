import { z } from 'zod';
import { syncCursor, syncPage } from '../sync.ts';
import { type Route } from './route.ts';

export const syncRoutes = {
  sync: {
    method: 'GET',
    path: '/sync',
    summary:
      'What changed for the caller since a cursor, in pages; without one, the cursor to begin with, taken before anything is loaded.',
    access: 'session',
    rate: 'read',
    query: z.strictObject({ cursor: syncCursor.optional() }),
    status: 200,
    response: syncPage,
    errors: [],
  },
} as const satisfies Record<string, Route>;
