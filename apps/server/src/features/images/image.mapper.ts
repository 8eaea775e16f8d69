import type { Image, ImageSize } from '@duet/contract';
import type { ObjectStore } from '../../platform/objects/object-store.ts';

/** An image as it stands in a message's row: the addresses are made anew for whoever may see it, and never stored. */
export type StoredImage = Omit<Image, 'urls' | 'urlsExpireAt'>;

/** Makes the image that clients get. */
export type ToImage = (stored: StoredImage) => Image;

/**
 * How long an address is good that was just made. Addresses change this often and all at the same time, so that whoever
 * keeps something by its address (browsers, a CDN) finds it again.
 */
export const LEAST_VALIDITY_MS = 600_000;

/** What somebody uploaded, until it was looked at. */
export function uploadKeyOf(imageId: string): string {
  return `uploads/${imageId}`;
}

/** One size of an image. */
export function objectKeyOf(imageId: string, size: ImageSize): string {
  return `images/${imageId}/${size}.webp`;
}

/** Images with addresses in `store`. */
export function imageMapper(store: Pick<ObjectStore, 'urlOf'>): ToImage {
  return ({ id, width, height, thumbhash }) => {
    const from = new Date(Math.floor(Date.now() / LEAST_VALIDITY_MS) * LEAST_VALIDITY_MS);
    const until = new Date(from.getTime() + 2 * LEAST_VALIDITY_MS);
    const urlOf = (size: ImageSize) => store.urlOf(objectKeyOf(id, size), { from, until });
    return {
      id,
      width,
      height,
      thumbhash,
      urls: { small: urlOf('small'), medium: urlOf('medium'), large: urlOf('large') },
      urlsExpireAt: until.toISOString(),
    };
  };
}
