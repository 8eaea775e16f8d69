import { EntryList } from './entry-list.ts';
import type { KeyValueStorage } from './key-value-storage.ts';
import { pictureName, type PictureStore } from './picture-store.ts';
import { isPaused, NOT_STORED, type OutgoingImage, type QueueEntry } from './queue-entry.ts';
import { isSameStored, QueueStore, timeOfUuid } from './queue-store.ts';

/** Pictures whose message is not there are of a moment in which the app was killed, or of one that is not over. */
const ORPHANED = 24 * 3_600_000;

/**
 * A queue's entries, which the device's storage keeps as well, their pictures included: every change shows at once, and is
 * then written.
 */
export class KeptEntries extends EntryList {
  readonly #store: QueueStore;
  readonly #pictures: PictureStore;
  readonly #onStored: (entry: QueueEntry) => void;
  readonly #onChanged: () => void;

  /**
   * `onStored` is called when it is known whether an entry that is to be sent is stored, `onChanged` when the storage
   * holds something else than before.
   */
  constructor(options: {
    storage: KeyValueStorage;
    pictures: PictureStore;
    onStored: (entry: QueueEntry) => void;
    onChanged: () => void;
  }) {
    super();
    this.#store = new QueueStore(options.storage);
    this.#pictures = options.pictures;
    this.#onStored = options.onStored;
    this.#onChanged = options.onChanged;
  }

  /** Reads what the storage has of a person; the returned function brings the entries into line with it. */
  async read(owner: string): Promise<() => void> {
    const listed = await this.#store.list(owner);
    return () => this.reset(this.#store.merge(this.all, listed));
  }

  override add(entry: QueueEntry): void {
    super.add(entry);
    void this.#storeNew(entry);
  }

  /** Puts an entry into another's place, to be stored and sent anew. */
  renew(former: QueueEntry, next: QueueEntry): void {
    const again = { ...next, stored: false };
    super.replace(former, again);
    void this.#storeNew(again, former).then((stored) => {
      if (stored && again.key !== former.key) this.#unstore(former);
    });
    this.#removePictures(former, again);
  }

  /** Replaces a stored entry, here at once. If the storage fails, the server says the same again after a restart. */
  override replace(entry: QueueEntry, next: QueueEntry): void {
    super.replace(entry, next);
    if (!isSameStored(entry, next)) void this.#written(this.#store.save(next));
  }

  override remove(entry: QueueEntry): void {
    super.remove(entry);
    this.#unstore(entry);
    this.#removePictures(entry);
  }

  /** Removes what a person has stored. */
  async clear(owner: string): Promise<void> {
    await this.#store.clear(owner);
    for (const name of await this.#picturesOf(owner)) await this.#pictures.remove(name);
  }

  /** Removes the pictures that belong to no message, as of the time `now`. */
  async sweep(owner: string, now: number): Promise<void> {
    for (const name of await this.#picturesOf(owner)) {
      const key = name.slice(owner.length + 1);
      if (!this.findWithImage(key) && now - timeOfUuid(key) > ORPHANED) await this.#pictures.remove(name);
    }
  }

  /**
   * Stores an entry that is to be sent. Whether it is stored. If it is not, the failure says so; but a question stays
   * one, because what waits for its answer must not go first.
   */
  async #storeNew(entry: QueueEntry, former?: QueueEntry): Promise<boolean> {
    // Pictures first: a message never stands there without what it is to show. What has none is written in its turn.
    const kept = imagesOf(entry).length === 0 || (await this.#keepPictures(entry));
    if (!this.#unstoredFormOf(entry)) return false;
    const stored = kept && (await this.#written(this.#store.save(entry)));
    const held = this.#unstoredFormOf(entry);
    if (held) {
      const asksStill = former?.key === entry.key && isPaused(former);
      const unstored = asksStill ? former : { ...held, failure: NOT_STORED };
      super.replace(held, stored ? { ...held, stored } : unstored);
      this.#onStored(entry);
    }
    return stored;
  }

  /** What is held of an entry that is to be stored as it is: nothing when it was removed meanwhile, or written anew. */
  #unstoredFormOf(entry: QueueEntry): QueueEntry | undefined {
    const held = this.find(entry.key);
    return held && !held.stored && isSameStored(held, entry) ? held : undefined;
  }

  async #keepPictures(entry: QueueEntry): Promise<boolean> {
    try {
      for (const { key } of imagesOf(entry)) await this.#pictures.keep(pictureName(entry.senderId, key));
      return true;
    } catch {
      return false;
    }
  }

  /** Removes the pictures of an entry but those that another still has. One that cannot be removed is swept some day. */
  #removePictures(entry: QueueEntry, but?: QueueEntry): void {
    const kept = but ? imagesOf(but) : [];
    for (const { key } of imagesOf(entry)) {
      if (kept.some((image) => image.key === key)) continue;
      this.#pictures.remove(pictureName(entry.senderId, key)).catch(() => undefined);
    }
  }

  async #picturesOf(owner: string): Promise<string[]> {
    return (await this.#pictures.names()).filter((name) => name.startsWith(pictureName(owner, '')));
  }

  /** Whether a change has reached the storage; then others may look. */
  async #written(change: Promise<void>): Promise<boolean> {
    try {
      await change;
      this.#onChanged();
      return true;
    } catch {
      return false;
    }
  }

  #unstore(entry: QueueEntry): void {
    // One that cannot be removed is sent once more after a restart, and recognised by its id.
    void this.#written(this.#store.remove(entry));
  }
}

function imagesOf(entry: QueueEntry): readonly OutgoingImage[] {
  return entry.kind === 'send' ? entry.images : [];
}
