import type { Page } from '@playwright/test';

/** What the device keeps, as its app wrote it: texts by their keys. */
export async function keptBy(page: Page): Promise<ReadonlyMap<string, string>> {
  return new Map(await page.evaluate(readItems));
}

/** Runs in the page. */
async function readItems(): Promise<[key: string, text: string][]> {
  const answer = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('IndexedDB fails.'));
    });
  const database = await answer(indexedDB.open('duet'));
  try {
    const items = database.transaction('items').objectStore('items');
    const [keys, texts] = await Promise.all([answer(items.getAllKeys()), answer(items.getAll())]);
    return keys.map((key, index) => [key as string, texts[index] as string]);
  } finally {
    database.close();
  }
}
