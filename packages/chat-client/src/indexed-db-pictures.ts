import { indexedDbItems } from './indexed-db.ts';
import type { PictureStore } from './picture-store.ts';

/** A browser's pictures that wait to be sent. */
export function indexedDbPictures(name: string): PictureStore {
  const items = indexedDbItems(name);
  const held = new Map<string, Blob>();
  const shown = new Map<string, string>();
  const get = async (key: string): Promise<Blob | undefined> => {
    const picture = held.get(key) ?? (await items.get(key));
    return picture instanceof Blob ? picture : undefined;
  };
  return {
    hold: (key, picture) => {
      if (picture instanceof Blob) held.set(key, picture);
    },
    keep: async (key) => {
      const picture = held.get(key);
      if (!picture) return;
      await items.put(key, picture);
      held.delete(key);
    },
    get,
    show: async (key) => {
      const picture = shown.has(key) ? undefined : await get(key);
      if (picture && !shown.has(key)) shown.set(key, URL.createObjectURL(picture));
      return shown.get(key);
    },
    remove: async (key) => {
      const url = shown.get(key);
      if (url !== undefined) URL.revokeObjectURL(url);
      shown.delete(key);
      held.delete(key);
      await items.delete(key);
    },
    names: items.keys,
  };
}
