import type { KeyValueStorage } from './key-value-storage.ts';

const ITEMS = 'items';

/**
 * A browser's durable storage, shared by all tabs of the origin. Writes ask for strict durability: the browser's word
 * is given after the disk's. (localStorage gives it before, and loses its last seconds with the process.)
 */
export function indexedDbStorage(name: string): KeyValueStorage {
  let opened: Promise<IDBDatabase> | undefined;
  const open = () => {
    opened ??= openDatabase(name, () => (opened = undefined)).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const read = async <T>(ask: (items: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
    const items = (await open()).transaction(ITEMS).objectStore(ITEMS);
    return answerOf(ask(items));
  };
  const write = async (change: (items: IDBObjectStore) => void): Promise<void> => {
    const transaction = (await open()).transaction(ITEMS, 'readwrite', { durability: 'strict' });
    change(transaction.objectStore(ITEMS));
    await completionOf(transaction);
  };
  return {
    getAllKeys: async () => (await read((items) => items.getAllKeys())).map(String),
    getItem: async (key) => {
      const value: unknown = await read((items) => items.get(key));
      return typeof value === 'string' ? value : null;
    },
    setItem: (key, value) => write((items) => items.put(value, key)),
    removeItem: (key) => write((items) => items.delete(key)),
  };
}

/** `onClosed` is called when the browser closes it, or deletes the site's data: the next call opens it anew. */
function openDatabase(name: string, onClosed: () => void): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => void request.result.createObjectStore(ITEMS);
  return answerOf(request).then((database) => {
    database.onclose = onClosed;
    database.onversionchange = () => {
      database.close();
      onClosed();
    };
    return database;
  });
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB refused.'));
  });
}

function completionOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB aborted.'));
  });
}
