import { LIMITS, type Image, type ImageSize } from '@duet/contract';
import { imageNotFoundError, networkError } from './api-error.ts';
import type { Api } from './api.ts';
import type { Clock } from './clock.ts';
import type { ImageCache } from './image-cache.ts';

/** Images that are asked for within this time of each other have their addresses renewed together. */
const GATHER = 20;
/** An address that is good for less than this may be over before its image is here. */
const TOO_SHORT = 10_000;

/** What images are shown from: what the device keeps of them, or an address that is good now. */
export class Images {
  readonly #api: Api;
  readonly #baseUrl: string;
  readonly #clock: Clock;
  readonly #cache: ImageCache;
  /** The newest addresses that were asked for in this life, by image. */
  readonly #renewed = new Map<string, Image>();
  #gathering: { ids: Set<string>; done: Promise<void> } | undefined;

  constructor(parts: { api: Api; baseUrl: string; clock: Clock; cache: ImageCache }) {
    this.#api = parts.api;
    this.#baseUrl = parts.baseUrl;
    this.#clock = parts.clock;
    this.#cache = parts.cache;
  }

  /**
   * Where the app finds an image in this size. Throws `ApiError`: `image_not_found` when
   * there is nothing left to be seen.
   */
  async load(image: Image, size: ImageSize): Promise<string> {
    const key = `${image.id}/${size}`;
    const kept = await this.#cache.find(key).catch(() => undefined);
    if (kept !== undefined) return kept;
    const known = this.#renewed.get(image.id) ?? image;
    const isGood = Date.parse(known.urlsExpireAt) - this.#clock.now() > TOO_SHORT;
    if (isGood) {
      try {
        return await this.#fetch(key, known.urls[size]);
      } catch {
        // The clock of a device may be wrong. Without a network, renewing says so.
      }
    }
    const { urls } = await this.#renew(image.id);
    return this.#fetch(key, urls[size]).catch((error: unknown) => {
      throw networkError(error);
    });
  }

  /** The person has signed out: nothing of what they saw stays. */
  clear(): Promise<void> {
    this.#renewed.clear();
    // What cannot be removed can be found by nobody who does not know its id.
    return this.#cache.clear().catch(() => undefined);
  }

  #fetch(key: string, url: string): Promise<string> {
    return this.#cache.fetch(key, url.startsWith('/') ? this.#baseUrl + url : url);
  }

  async #renew(id: string): Promise<Image> {
    const gathering =
      this.#gathering && this.#gathering.ids.size < LIMITS.pageMax ? this.#gathering : this.#gather();
    gathering.ids.add(id);
    await gathering.done;
    const renewed = this.#renewed.get(id);
    if (!renewed) throw imageNotFoundError();
    return renewed;
  }

  #gather() {
    const ids = new Set<string>();
    const done = new Promise<void>((resolve) => this.#clock.after(GATHER, resolve)).then(async () => {
      if (this.#gathering === gathering) this.#gathering = undefined;
      for (const id of ids) this.#renewed.delete(id);
      const { images } = await this.#api.call('renewImageUrls', { body: { ids: [...ids] } });
      for (const image of images) this.#renewed.set(image.id, image);
    });
    const gathering = { ids, done };
    this.#gathering = gathering;
    return gathering;
  }
}
