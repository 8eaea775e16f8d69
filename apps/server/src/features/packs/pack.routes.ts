import type { RouteHandlers } from '../../platform/http/handlers.ts';
import type { PackService } from './pack.service.ts';

export function packRoutes(packs: PackService): RouteHandlers<'makePack' | 'listPacks' | 'getPackFile'> {
  return {
    makePack: async ({ params }, { actor }) => ({ pack: await packs.make(actor, params.id) }),
    listPacks: async (_input, { actor }) => ({ packs: await packs.list(actor) }),
    getPackFile: async ({ params }, { actor }) => ({ file: await packs.getFile(actor, params.id) }),
  };
}
