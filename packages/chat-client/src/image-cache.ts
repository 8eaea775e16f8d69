/**
 * Where a device keeps the images it has shown, by image and size: what is behind that never changes, while the addresses
 * it is had from do. It may forget any of them at any time, and all of them when their person signs out.
 */
export interface ImageCache {
  /** Where the app finds what is kept; undefined when it is not. */
  find(key: string): Promise<string | undefined>;
  /**
   * Gets what is at `url`, keeps it as far as there is room, and says where the app finds it. Rejects when that is not
   * answered with an image.
   */
  fetch(key: string, url: string): Promise<string>;
  clear(): Promise<void>;
}

/** Keeps nothing: images are shown from where they are. */
export const noImageCache: ImageCache = {
  find: () => Promise.resolve(undefined),
  fetch: (_key, url) => Promise.resolve(url),
  clear: () => Promise.resolve(),
};
