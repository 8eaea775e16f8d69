import { z } from 'zod';
import { image, imageUpload, imageUploadInput, imageUrlsInput } from '../image.ts';
import { ofConversation, idParam, type Route } from './route.ts';

export const imageRoutes = {
  requestImageUpload: {
    method: 'POST',
    path: '/conversations/:id/images',
    summary: 'Get a form to upload one image by, for a message in this conversation.',
    access: 'session',
    rate: 'upload',
    params: idParam,
    body: imageUploadInput,
    status: 201,
    response: imageUpload,
    errors: [...ofConversation, 'image_type_unsupported'],
  },
  completeImage: {
    method: 'POST',
    path: '/images/:id/complete',
    summary:
      'An own image has been uploaded: have it read and made ready for a message. A repeat answers the same image.',
    access: 'session',
    rate: 'upload',
    params: idParam,
    status: 200,
    response: z.object({ image }),
    errors: [
      'image_not_found',
      'image_not_uploaded',
      'image_type_unsupported',
      'image_invalid',
      'storage_unavailable',
    ],
  },
  renewImageUrls: {
    method: 'POST',
    path: '/images/urls',
    summary:
      'Images with new addresses: those of own conversations, and own ones that are in no message yet. Others are left out; 404 when none is left.',
    access: 'session',
    rate: 'read',
    body: imageUrlsInput,
    status: 200,
    response: z.object({ images: z.array(image) }),
    errors: ['image_not_found'],
  },
} as const satisfies Record<string, Route>;
