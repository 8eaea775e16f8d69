import { thumbHashToDataURL } from 'thumbhash';

const made = new Map<string, string>();

/** A blurred picture of an image, for the time until it is there; undefined where its thumbhash cannot be read. */
export function placeholderOf(thumbhash: string): string | undefined {
  if (!made.has(thumbhash)) {
    try {
      made.set(thumbhash, thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (byte) => byte.charCodeAt(0))));
    } catch {
      return undefined;
    }
  }
  return made.get(thumbhash);
}
