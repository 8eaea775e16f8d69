import type { MessageDraft } from '@duet/contract';
import type { KeptEntries } from './kept-entries.ts';
import { isPaused, notUploaded, type QueueEntry, type SendEntry } from './queue-entry.ts';

/** What the author of something that was not sent may do about it. What is false did nothing: there is no such entry. */
export class QueueRemedies {
  readonly #entries: KeptEntries;
  readonly #onGone: (entry: QueueEntry) => void;

  /** `onGone` is called with an entry that was given up. */
  constructor(entries: KeptEntries, onGone: (entry: QueueEntry) => void) {
    this.#entries = entries;
    this.#onGone = onGone;
  }

  /**
   * Sends a failed message again, in its old place. With the same id it is the same message; with `edited` under a new
   * `clientMessageId` it is another.
   */
  retry(key: string, edited?: MessageDraft): boolean {
    const failed = this.#entries.find(key);
    if (!failed?.failure) return false;
    const renewed = failed.kind === 'send' ? toRetry(failed, edited) : failed;
    if (renewed.key !== key)
      for (const change of this.#entries.changesOf(failed)) this.#entries.remove(change);
    this.#entries.renew(failed, {
      ...renewed,
      failure: undefined,
      refusedSince: undefined,
      attempted: false,
    });
    return true;
  }

  /**
   * Sends a message that failed for the sake of some of its images without those; a text is sent as one. False also when
   * nothing would be left of it.
   */
  sendWithoutFailed(key: string): boolean {
    const failed = this.#entries.find(key);
    if (failed?.kind !== 'send' || !failed.failure) return false;
    const images = failed.images.filter(({ failure }) => !failure);
    const { draft } = failed;
    if (images.length === failed.images.length || draft.type !== 'image') return false;
    if (images.length > 0) this.#entries.renew(failed, { ...toRetry(failed), images, failure: undefined });
    else if (draft.content === undefined) return false;
    else {
      const { imageIds: _, content, ...rest } = draft;
      const text: MessageDraft = { ...rest, type: 'text', content };
      this.#entries.renew(failed, { ...failed, draft: text, images: [], failure: undefined });
    }
    return true;
  }

  /**
   * The author of a waiting message has seen this version of its booking, or what there is to see: if it is paused, it
   * is sent, and one behind it will not have to ask. It stays the same message, whatever the server has of it.
   */
  confirm(key: string, bookingVersion?: number): boolean {
    const entry = this.#entries.find(key);
    if (entry?.kind !== 'send') return false;
    const draft = bookingVersion === undefined ? entry.draft : { ...entry.draft, bookingVersion };
    if (entry.failure) return isPaused(entry) && this.retry(key, draft);
    if (entry.stored) this.#entries.replace(entry, { ...entry, draft });
    else this.#entries.renew(entry, { ...entry, draft });
    return true;
  }

  /** Removes a failed entry. What may be with the server cannot be taken back here. */
  discard(key: string): boolean {
    const failed = this.#entries.find(key);
    if (!failed?.failure) return false;
    this.#entries.giveUp(failed);
    this.#onGone(failed);
    return true;
  }
}

/** A failed message as it is tried again, perhaps as another one. */
function toRetry(failed: SendEntry, edited?: MessageDraft): SendEntry {
  const draft = edited ?? failed.draft;
  const gone = failed.failure?.code === 'image_not_found' ? notUploaded(failed.images) : failed.images;
  const images = gone.map(({ failure: _, ...image }) => image);
  return { ...failed, key: draft.clientMessageId, draft, images };
}
