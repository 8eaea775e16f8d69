import { z } from 'zod';
import { timestamp, uuid } from './ids.ts';
import { LIMITS } from './limits.ts';

/** What an image is made of is looked at when it is complete; these are what can be read. */
export const IMAGE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] as const;

/** The sizes of an image, by the pixels of their longer side. A small image is not made larger. */
export const IMAGE_SIZES = { small: 320, medium: 1_280, large: 2_048 } as const;
export type ImageSize = keyof typeof IMAGE_SIZES;

/**
 * An image, as those who may see it get it. `width` and `height` are those of its largest size; `thumbhash` (base64) is
 * shown until the bytes are there. Addresses may be relative to the server's own, are good until `urlsExpireAt` and then
 * renewed (`renewImageUrls`). What is behind them never changes: a client keeps bytes by image and size.
 */
export const image = z.object({
  id: uuid,
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  thumbhash: z.string(),
  urls: z.object({ small: z.string(), medium: z.string(), large: z.string() }),
  urlsExpireAt: timestamp,
});
export type Image = z.infer<typeof image>;

/** What is going to be uploaded. `image_type_unsupported` for anything but `IMAGE_TYPES`. */
export const imageUploadInput = z.strictObject({ contentType: z.string().min(1).max(100) });

/**
 * How to upload one image: post a multipart form to `url` (which may be relative to the server's address) of all
 * `fields` and, last, the bytes as `file`, of at most `LIMITS.imageBytes`, without the session's token. Any 2xx is
 * good. Until `expiresAt` the same form may be posted again.
 */
export const imageUpload = z.object({
  imageId: uuid,
  url: z.string(),
  fields: z.record(z.string(), z.string()),
  expiresAt: timestamp,
});
export type ImageUpload = z.infer<typeof imageUpload>;

/** Images of one message, in the order they are shown. */
export const messageImageIds = z
  .array(uuid)
  .min(1)
  .max(LIMITS.imagesPerMessage)
  .refine((ids) => new Set(ids).size === ids.length, 'twice');

export const imageUrlsInput = z.strictObject({ ids: z.array(uuid).min(1).max(LIMITS.pageMax) });
