const ITEMS = 'items';

/** Values by their keys, in a browser's durable storage, shared by all tabs of the origin. */
export interface IndexedDbItems {
  keys(): Promise<string[]>;
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Writes ask for strict durability: the browser's word is given after the disk's. */
export function indexedDbItems(name: string): IndexedDbItems {
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
    keys: async () => (await read((items) => items.getAllKeys())).map(String),
    get: (key) => read((items): IDBRequest<unknown> => items.get(key)),
    put: (key, value) => write((items) => items.put(value, key)),
    delete: (key) => write((items) => items.delete(key)),
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
