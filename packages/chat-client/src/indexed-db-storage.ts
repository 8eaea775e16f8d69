import { indexedDbItems } from './indexed-db.ts';
import type { KeyValueStorage } from './key-value-storage.ts';

/**
 * A browser's durable storage of texts. (localStorage gives its word before the disk does, and loses its last seconds with
 * the process.)
 */
export function indexedDbStorage(name: string): KeyValueStorage {
  const items = indexedDbItems(name);
  return {
    getAllKeys: items.keys,
    getItem: async (key) => {
      const value = await items.get(key);
      return typeof value === 'string' ? value : null;
    },
    setItem: items.put,
    removeItem: items.delete,
  };
}
