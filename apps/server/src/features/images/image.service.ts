import { createHash } from 'node:crypto';
import {
  AppError,
  IMAGE_SIZES,
  IMAGE_TYPES,
  LIMITS,
  type Image,
  type ImageSize,
  type ImageUpload,
} from '@duet/contract';
import type { Logger } from 'pino';
import type { Counter } from 'prom-client';
import { newId } from '../../platform/ids.ts';
import type { ObjectStore } from '../../platform/objects/object-store.ts';
import { Turns } from '../../platform/turns.ts';
import type { ConversationService } from '../conversations/conversation.service.ts';
import type { ImageDecoder } from './image-decoder.ts';
import { objectKeyOf, uploadKeyOf, type StoredImage, type ToImage } from './image.mapper.ts';
import type { ImageRepository, ImageRow } from './image.repository.ts';

/** How long a form is good: on a bad network an upload is tried again, and ten of them wait for one another. */
const FORM_MS = 15 * 60_000;
/** An image that no message shows by then is gone within a day. A device that still wants to send it uploads it anew. */
const UNCLAIMED_MS = 20 * 3_600_000;

/** No image is made while it is being reaped. */
const MAKEABLE_MS = UNCLAIMED_MS - 3_600_000;

const SIZES = Object.keys(IMAGE_SIZES) as ImageSize[];

/** Images on their way from a device into a message: a form, the upload past us, a look at it, and a message's claim. */
export class ImageService {
  readonly #repository: ImageRepository;
  readonly #conversations: ConversationService;
  readonly #store: ObjectStore;
  readonly #decoder: Pick<ImageDecoder, 'decode'>;
  readonly #toImage: ToImage;
  readonly #uploads: Pick<Counter<'outcome'>, 'inc'>;
  readonly #reaped: Pick<Counter, 'inc'>;
  readonly #log: Logger;
  readonly #turns = new Turns();

  constructor(parts: {
    repository: ImageRepository;
    conversations: ConversationService;
    store: ObjectStore;
    decoder: Pick<ImageDecoder, 'decode'>;
    toImage: ToImage;
    uploads: Pick<Counter<'outcome'>, 'inc'>;
    reaped: Pick<Counter, 'inc'>;
    log: Logger;
  }) {
    this.#repository = parts.repository;
    this.#conversations = parts.conversations;
    this.#store = parts.store;
    this.#decoder = parts.decoder;
    this.#toImage = parts.toImage;
    this.#uploads = parts.uploads;
    this.#reaped = parts.reaped;
    this.#log = parts.log;
  }

  /**
   * A form to upload one image by, for a message in this conversation.
   * @throws AppError `conversation_not_found`, `image_type_unsupported`
   */
  async requestUpload(conversationId: string, userId: string, contentType: string): Promise<ImageUpload> {
    await this.#conversations.validateConversationAccess(conversationId, userId);
    if (!IMAGE_TYPES.some((type) => type === contentType)) throw new AppError('image_type_unsupported');
    const imageId = newId();
    await this.#repository.insertImage(conversationId, imageId, userId);
    const until = new Date(Date.now() + FORM_MS);
    const rules = { contentType, maxBytes: LIMITS.imageBytes, until };
    const form = this.#store.uploadForm(uploadKeyOf(imageId), rules);
    return { imageId, ...form, expiresAt: until.toISOString() };
  }

  /**
   * Looks at what was uploaded and makes the image of it. It is made once: a repeat answers the same image, whatever was
   * uploaded meanwhile.
   * @throws AppError `image_not_found` for whoever has not asked for its form, or long ago, `image_not_uploaded`,
   * `image_type_unsupported`, `image_invalid`, `storage_unavailable`, `busy`
   */
  async completeImage(imageId: string, userId: string): Promise<Image> {
    // Nobody else waits for a turn.
    await this.#getOwn(imageId, userId);
    return this.#turns.take(imageId, async () => {
      const row = await this.#getOwn(imageId, userId);
      return this.#toImage(toStoredImage(row) ?? (await this.#countOutcome(() => this.#make(row))));
    });
  }

  /**
   * Images with addresses that are good for a while, as far as this person may see them: what their conversations show,
   * and own ones that are in no message yet.
   * @throws AppError `image_not_found` when there is none of them
   */
  async renewUrls(ids: readonly string[], userId: string): Promise<Image[]> {
    const images: Image[] = [];
    for (const row of await this.#repository.listImages([...new Set(ids)])) {
      const stored = toStoredImage(row);
      if (stored && (await this.#maySee(row, userId))) images.push(this.#toImage(stored));
    }
    if (images.length === 0) throw new AppError('image_not_found');
    return images;
  }

  /**
   * What a message of this sender will show. Whether it gets them is decided where it is stored; a message that is sent
   * again names images that have one.
   * @throws AppError `image_not_found` unless all of them are complete, the sender's own and for this conversation
   */
  async getOwnImages(
    conversationId: string,
    senderId: string,
    ids: readonly string[],
  ): Promise<StoredImage[]> {
    const rows = await this.#repository.listImages(ids);
    return ids.map((id) => {
      const row = rows.find((one) => one.id === id);
      const stored = row && toStoredImage(row);
      if (row?.uploader_id !== senderId || row.conversation_id !== conversationId || !stored)
        throw new AppError('image_not_found');
      return stored;
    });
  }

  /**
   * Deletes up to `limit` images that no message has claimed in time, and what was left of the uploads of others; answers
   * how many it looked at. Rows go last, so that what is interrupted is done again.
   */
  async reap(limit: number): Promise<number> {
    const due = await this.#repository.listDue(UNCLAIMED_MS, limit);
    const doomed = due.filter((image) => image.doomed).map(({ id }) => id);
    const kept = due.filter((image) => !image.doomed).map(({ id }) => id);
    for (const { id } of due) await this.#store.delete(uploadKeyOf(id));
    for (const id of doomed) for (const size of SIZES) await this.#store.delete(objectKeyOf(id, size));
    if (kept.length > 0) await this.#repository.sweepImages(kept);
    if (doomed.length > 0) await this.#repository.removeImages(doomed);
    this.#reaped.inc(doomed.length);
    return due.length;
  }

  async #getOwn(imageId: string, userId: string): Promise<ImageRow> {
    const [row] = await this.#repository.listImages([imageId]);
    if (row?.uploader_id !== userId) throw new AppError('image_not_found');
    return row;
  }

  async #make(row: ImageRow): Promise<StoredImage> {
    const decoded = await this.#decoder.decode(async () => {
      const bytes = await this.#store.get(uploadKeyOf(row.id));
      if (!bytes) throw new AppError('image_not_uploaded');
      // Several servers may be asked at once, with another upload in between: only the first bytes are ever made a picture
      // of, so that it cannot be changed once it was sent.
      const digest = createHash('sha256').update(bytes).digest();
      if (!(await this.#repository.fixDigest(row, digest, MAKEABLE_MS)))
        throw new AppError('image_not_found');
      return bytes;
    });
    for (const size of SIZES) await this.#store.put(objectKeyOf(row.id, size), decoded.sizes[size]);
    const stored = { id: row.id, width: decoded.width, height: decoded.height, thumbhash: decoded.thumbhash };
    if (!(await this.#repository.completeImage(row, stored))) throw new AppError('image_not_found');
    // It may say where somebody lives. What is left of it is reaped.
    await this.#store
      .delete(uploadKeyOf(row.id))
      .catch((error: unknown) => this.#log.warn({ err: error }, 'an upload is deleted later'));
    return stored;
  }

  async #maySee(
    { conversation_id, uploader_id, message_seq, unsent }: ImageRow,
    userId: string,
  ): Promise<boolean> {
    if (message_seq === null) return uploader_id === userId;
    if (unsent) return false;
    return this.#conversations.validateConversationAccess(conversation_id, userId).then(
      () => true,
      (error: unknown) => {
        if (error instanceof AppError && error.code === 'conversation_not_found') return false;
        throw error;
      },
    );
  }

  async #countOutcome<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.#uploads.inc({ outcome: 'ok' });
      return result;
    } catch (error) {
      this.#uploads.inc({ outcome: error instanceof AppError ? error.code : 'error' });
      throw error;
    }
  }
}

/** What is known of an image once it is complete. */
function toStoredImage({ id, width, height, thumbhash }: ImageRow): StoredImage | undefined {
  return width === null || height === null || thumbhash === null
    ? undefined
    : { id, width, height, thumbhash };
}
