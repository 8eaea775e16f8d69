import type { ImageCache } from './image-cache.ts';

/** The oldest go first. At some 60 kB for most of them, a few dozen megabytes. */
const MOST = 400;

/** A browser's images, in its Cache Storage, for all tabs. Without one (a page that is not served securely) none is kept. */
export function cacheStorageImages(name: string): ImageCache {
  const shown = new Map<string, string>();
  const opened = async (): Promise<Cache | undefined> =>
    'caches' in globalThis ? caches.open(name) : undefined;
  const addressOf = (key: string) => `/${name}/${key}`;

  const show = (key: string, bytes: Blob): string => {
    const url = shown.get(key) ?? URL.createObjectURL(bytes);
    shown.delete(key);
    shown.set(key, url);
    const [oldest] = shown;
    if (oldest && shown.size > MOST) {
      URL.revokeObjectURL(oldest[1]);
      shown.delete(oldest[0]);
    }
    return url;
  };

  const keep = async (key: string, bytes: Blob): Promise<void> => {
    const cache = await opened();
    if (!cache) return;
    await cache.put(addressOf(key), new Response(bytes));
    const kept = await cache.keys();
    for (const request of kept.slice(0, Math.max(0, kept.length - MOST))) await cache.delete(request);
  };

  return {
    async find(key) {
      const known = shown.get(key);
      if (known !== undefined) return known;
      const kept = await (await opened())?.match(addressOf(key));
      return kept && show(key, await kept.blob());
    },
    async fetch(key, url) {
      const response = await fetch(url);
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const bytes = await response.blob();
      // A storage that is full or away does without.
      void keep(key, bytes).catch(() => undefined);
      return show(key, bytes);
    },
    async clear() {
      for (const url of shown.values()) URL.revokeObjectURL(url);
      shown.clear();
      if ('caches' in globalThis) await caches.delete(name);
    },
  };
}
