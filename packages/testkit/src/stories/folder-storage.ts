import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyValueStorage } from '@duet/chat-client';

/** A device's storage on a real disk: a file for each key, replaced as a whole, one call after the other. */
export async function folderStorage(folder: string): Promise<KeyValueStorage> {
  await mkdir(folder, { recursive: true });
  const fileOf = (key: string): string => join(folder, encodeURIComponent(key));
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };

  return {
    getAllKeys: () => inTurn(async () => (await readdir(folder)).map(decodeURIComponent)),
    getItem: (key) =>
      inTurn(() =>
        readFile(fileOf(key), 'utf8').catch((error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return null;
          throw error;
        }),
      ),
    setItem: (key, value) =>
      inTurn(async () => {
        // Beside the folder, so that it is no key.
        await writeFile(`${folder}.new`, value);
        await rename(`${folder}.new`, fileOf(key));
      }),
    removeItem: (key) => inTurn(() => rm(fileOf(key), { force: true })),
  };
}
