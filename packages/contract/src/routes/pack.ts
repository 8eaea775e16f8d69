import { z } from 'zod';
import { pack, packFile } from '../pack.ts';
import { idParam, type Route } from './route.ts';

export const packRoutes = {
  makePack: {
    method: 'POST',
    path: '/admin/openings/:id/packs',
    summary: 'Have a dispute pack made of an opened conversation, as it is now: a signed archive, by a job.',
    access: 'admin',
    permission: 'open',
    rate: 'oversee',
    params: idParam,
    status: 201,
    response: z.object({ pack }),
    errors: ['opening_not_found'],
  },
  listPacks: {
    method: 'GET',
    path: '/admin/packs',
    summary: 'The latest hundred dispute packs of one’s own, the newest first.',
    access: 'admin',
    permission: 'open',
    rate: 'oversee',
    status: 200,
    response: z.object({ packs: z.array(pack) }),
    errors: [],
  },
  getPackFile: {
    method: 'GET',
    path: '/admin/packs/:id/file',
    summary:
      'Where the file of an own dispute pack can be had; null before it is made, and after seven days.',
    access: 'admin',
    permission: 'open',
    rate: 'oversee',
    params: idParam,
    status: 200,
    response: z.object({ file: packFile.nullable() }),
    errors: ['pack_not_found'],
  },
} as const satisfies Record<string, Route>;
