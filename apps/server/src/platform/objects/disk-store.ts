import { createHmac, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '@duet/contract';
import { isMadeByOne, type KeyRing } from '../key-ring.ts';
import type { ObjectStore, UploadForm, UploadRules, Validity } from './object-store.ts';

/** Under which the server itself serves the objects; see `serveDiskObjects`. */
export const OBJECTS_PATH = '/objects';

/** A folder on this machine, or one that several share. The server itself takes uploads and serves what is in it. */
export class DiskStore implements ObjectStore {
  readonly origins = [];
  readonly #folder: string;
  readonly #keys: KeyRing;

  constructor(folder: string, keys: KeyRing) {
    this.#folder = folder;
    this.#keys = keys;
  }

  uploadForm(key: string, { contentType, maxBytes, until }: UploadRules): UploadForm {
    const signed = { type: contentType, max: String(maxBytes), until: toSeconds(until) };
    return { url: this.#signedUrl('POST', key, signed), fields: { 'Content-Type': contentType } };
  }

  urlOf(key: string, { until }: Validity): string {
    return this.#signedUrl('GET', key, { until: toSeconds(until) });
  }

  /**
   * What an address says, when we have signed it for this method and its time is not up.
   * @throws AppError `signature_invalid`
   */
  readSigned(method: 'GET' | 'POST', key: string, query: Readonly<Record<string, unknown>>): URLSearchParams {
    const { signature, ...said } = query;
    const signed = new URLSearchParams(said as Record<string, string>);
    const isGood = isMadeByOne(this.#keys, Buffer.from(String(signature)), (by) =>
      Buffer.from(sign(by, method, key, signed)),
    );
    if (!isGood || Number(signed.get('until')) * 1_000 <= Date.now()) throw new AppError('signature_invalid');
    return signed;
  }

  async get(key: string): Promise<Buffer | undefined> {
    return readFile(this.#pathOf(key)).catch((error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? undefined : unavailable(error),
    );
  }

  async put(key: string, bytes: Buffer<ArrayBuffer>): Promise<void> {
    const path = this.#pathOf(key);
    const unfinished = `${path}.${randomUUID()}`;
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const file = await open(unfinished, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      // Nobody ever sees half of it, and a power cut does not take it back.
      await rename(unfinished, path);
      await syncFolder(dirname(path));
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => undefined);
      unavailable(error);
    }
  }

  async delete(key: string): Promise<void> {
    const path = this.#pathOf(key);
    await rm(path, { force: true }).catch(unavailable);
    // The folder goes with the last that was in it.
    await rmdir(dirname(path)).catch(() => undefined);
  }

  #pathOf(key: string): string {
    return join(this.#folder, key);
  }

  #signedUrl(method: 'GET' | 'POST', key: string, values: Record<string, string>): string {
    const query = new URLSearchParams(values);
    return `${OBJECTS_PATH}/${key}?${query.toString()}&signature=${sign(this.#keys[0], method, key, query)}`;
  }
}

function sign(by: Uint8Array, method: string, key: string, query: URLSearchParams): string {
  return createHmac('sha256', by).update([method, key, query.toString()].join('\n')).digest('base64url');
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function toSeconds(moment: Date): string {
  return String(Math.floor(moment.getTime() / 1_000));
}

function unavailable(cause: unknown): never {
  throw new AppError('storage_unavailable', { retryAfterMs: 2_000 }, { cause });
}
