import type { ImageUpload } from '@duet/contract';
import { ApiError, networkError, uploadRefusedError } from './api-error.ts';
import type { Api } from './api.ts';
import type { Clock } from './clock.ts';
import { pictureName, type Picture, type PictureStore } from './picture-store.ts';
import type { PostForm } from './post-form.ts';
import { UNREADABLE } from './queue-entry.ts';
import type { UploadFunction } from './queue-uploads.ts';

/** An upload of which nothing has gone for so long is begun again. */
const STALL = 30_000;
/** A form that is good for less than this is not begun with. */
const TOO_SHORT = 60_000;

/** What a store says that may be otherwise next time: its form is over, or it is busy. Anything else stays so. */
const PASSING = new Set([403, 408, 425, 429]);

/** How far one picture has come in this life: a lost answer does not have it uploaded again. */
interface Begun {
  readonly form: ImageUpload;
  uploaded: boolean;
}

/** Brings pictures to where images are kept, past the server, and has it make images of them. */
export class ImageUploader {
  readonly #api: Api;
  readonly #baseUrl: string;
  readonly #clock: Clock;
  readonly #pictures: PictureStore;
  readonly #postForm: PostForm;
  readonly #begun = new Map<string, Begun>();

  constructor(parts: {
    api: Api;
    baseUrl: string;
    clock: Clock;
    pictures: PictureStore;
    postForm: PostForm;
  }) {
    this.#api = parts.api;
    this.#baseUrl = parts.baseUrl;
    this.#clock = parts.clock;
    this.#pictures = parts.pictures;
    this.#postForm = parts.postForm;
  }

  readonly uploadImage: UploadFunction = async (entry, { key, contentType }, options) => {
    const picture = await this.#pictures.get(pictureName(entry.senderId, key)).catch((error: unknown) => {
      throw networkError(error);
    });
    if (picture === undefined) throw new ApiError(UNREADABLE);
    const begun = this.#usable(key) ?? (await this.#begin(key, entry.conversationId, contentType));
    if (!begun.uploaded) await this.#post(key, begun, { file: picture, contentType }, options);
    const { imageId } = begun.form;
    try {
      await this.#api.call('completeImage', { params: { id: imageId } });
    } catch (error) {
      // What the store has lost, or the server given up meanwhile, is uploaded anew.
      if (error instanceof ApiError && !error.retryable) this.#begun.delete(key);
      throw isLost(error) ? networkError(error) : error;
    }
    this.#begun.delete(key);
    return imageId;
  };

  #usable(key: string): Begun | undefined {
    const begun = this.#begun.get(key);
    const left = begun ? Date.parse(begun.form.expiresAt) - this.#clock.now() : 0;
    return begun?.uploaded || left > TOO_SHORT ? begun : undefined;
  }

  async #begin(key: string, conversationId: string, contentType: string): Promise<Begun> {
    const params = { id: conversationId };
    const form = await this.#api.call('requestImageUpload', { params, body: { contentType } });
    const begun = { form, uploaded: false };
    this.#begun.set(key, begun);
    return begun;
  }

  async #post(
    key: string,
    begun: Begun,
    what: { file: Picture; contentType: string },
    { onProgress, signal }: Parameters<UploadFunction>[2],
  ): Promise<void> {
    const { url, fields } = begun.form;
    const address = url.startsWith('/') ? this.#baseUrl + url : url;
    const stalled = new AbortController();
    let cancel = this.#clock.after(STALL, () => stalled.abort());
    const progress = (sent: number) => {
      cancel();
      cancel = this.#clock.after(STALL, () => stalled.abort());
      onProgress(sent);
    };
    const forward = () => stalled.abort();
    signal.addEventListener('abort', forward);
    try {
      const status = await this.#postForm(
        { url: address, fields, ...what },
        { onProgress: progress, signal: stalled.signal },
      ).catch((error: unknown) => {
        throw networkError(error);
      });
      if (status < 300) begun.uploaded = true;
      else this.#refused(key, status);
    } finally {
      cancel();
      signal.removeEventListener('abort', forward);
    }
  }

  #refused(key: string, status: number): never {
    this.#begun.delete(key);
    const cause = new Error(`HTTP ${status}`);
    throw status >= 500 || PASSING.has(status) ? networkError(cause) : uploadRefusedError(cause);
  }
}

function isLost(error: unknown): boolean {
  return (
    error instanceof ApiError && (error.code === 'image_not_uploaded' || error.code === 'image_not_found')
  );
}
