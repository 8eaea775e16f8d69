import { EntryList } from './entry-list.ts';
import type { KeyValueStorage } from './key-value-storage.ts';
import { isPaused, NOT_STORED, type QueueEntry } from './queue-entry.ts';
import { isSameStored, QueueStore } from './queue-store.ts';

/** A queue's entries, which the device's storage keeps as well: every change shows at once, and is then written. */
export class KeptEntries extends EntryList {
  readonly #store: QueueStore;
  readonly #onStored: (entry: QueueEntry) => void;
  readonly #onChanged: () => void;

  /**
   * `onStored` is called when it is known whether an entry that is to be sent is stored, `onChanged` when the storage
   * holds something else than before.
   */
  constructor(options: {
    storage: KeyValueStorage;
    onStored: (entry: QueueEntry) => void;
    onChanged: () => void;
  }) {
    super();
    this.#store = new QueueStore(options.storage);
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
  }

  /** Replaces a stored entry, here at once. If the storage fails, the server says the same again after a restart. */
  override replace(entry: QueueEntry, next: QueueEntry): void {
    super.replace(entry, next);
    if (!isSameStored(entry, next)) void this.#written(this.#store.save(next));
  }

  override remove(entry: QueueEntry): void {
    super.remove(entry);
    this.#unstore(entry);
  }

  /** Removes what a person has stored. */
  clear(owner: string): Promise<void> {
    return this.#store.clear(owner);
  }

  /**
   * Stores an entry that is to be sent. Whether it is stored. If it is not, the failure says so; but a question stays
   * one, because what waits for its answer must not go first.
   */
  async #storeNew(entry: QueueEntry, former?: QueueEntry): Promise<boolean> {
    const stored = await this.#written(this.#store.save(entry));
    const held = this.find(entry.key);
    // Written anew meanwhile, it is not stored as it is.
    if (held && !held.stored && isSameStored(held, entry)) {
      const asksStill = former?.key === entry.key && isPaused(former);
      const unstored = asksStill ? former : { ...held, failure: NOT_STORED };
      super.replace(held, stored ? { ...held, stored } : unstored);
      this.#onStored(entry);
    }
    return stored;
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
