import type { RouteHandlers } from '../../platform/http/handlers.ts';
import type { ImageService } from './image.service.ts';

export function imageRoutes(
  images: ImageService,
): RouteHandlers<'requestImageUpload' | 'completeImage' | 'renewImageUrls'> {
  return {
    requestImageUpload: ({ params, body }, { actor }) =>
      images.requestUpload(params.id, actor.userId, body.contentType),
    completeImage: async ({ params }, { actor }) => ({
      image: await images.completeImage(params.id, actor.userId),
    }),
    renewImageUrls: async ({ body }, { actor }) => ({
      images: await images.renewUrls(body.ids, actor.userId),
    }),
  };
}
