import { isChangeOf, isPaused, isUploaded, lineOf, type QueueEntry, type SendEntry } from './queue-entry.ts';
import { Signal } from './signal.ts';

/** Told all entries of a conversation, in order, when one of them has changed. */
export type EntryListener = (conversationId: string, entries: readonly QueueEntry[]) => void;

/** What a queue holds, by position; tells of every change. */
export class EntryList {
  readonly #signal = new Signal<Parameters<EntryListener>>();
  #entries: readonly QueueEntry[] = [];

  readonly subscribe = this.#signal.subscribe;

  get all(): readonly QueueEntry[] {
    return this.#entries;
  }

  find(key: string): QueueEntry | undefined {
    return this.#entries.find((entry) => entry.key === key);
  }

  /** The lines something stands in. */
  lines(): Set<string> {
    return new Set(this.#entries.map(lineOf));
  }

  inLine(line: string): QueueEntry[] {
    return this.#entries.filter((entry) => lineOf(entry) === line);
  }

  /** What waits to change a message that waits. */
  changesOf({ key }: QueueEntry): QueueEntry[] {
    return this.#entries.filter((other) => isChangeOf(other, key));
  }

  /**
   * Whose turn it is in a line: a paused entry's too, which is waited for. A failed one is passed over, as is one whose
   * images are not with the server yet; and so is what changes such a message, until that is sent or given up.
   */
  next(line: string): QueueEntry | undefined {
    return this.inLine(line).find((entry) => {
      if (entry.failure) return isPaused(entry);
      const changed = 'clientMessageId' in entry ? this.find(entry.clientMessageId) : undefined;
      return isUploaded(entry) && !changed?.failure && (!changed || isUploaded(changed));
    });
  }

  /** The first message of a line that may have its images uploaded. */
  nextToUpload(line: string): SendEntry | undefined {
    return this.inLine(line)
      .filter((entry) => entry.kind === 'send')
      .find((entry) => entry.stored && !entry.failure && !isUploaded(entry));
  }

  /** The message that has this picture. */
  findWithImage(key: string): SendEntry | undefined {
    return this.#entries
      .filter((entry) => entry.kind === 'send')
      .find(({ images }) => images.some((image) => image.key === key));
  }

  add(entry: QueueEntry): void {
    this.#entries = [...this.#entries, entry];
    this.#tell(entry.conversationId);
  }

  /** Puts `next` into the entry's place. */
  replace(entry: QueueEntry, next: QueueEntry): void {
    this.#entries = this.#entries.map((held) => (held.key === entry.key ? next : held));
    this.#tell(entry.conversationId);
  }

  remove(entry: QueueEntry): void {
    this.#entries = this.#entries.filter(({ key }) => key !== entry.key);
    this.#tell(entry.conversationId);
  }

  /** Removes an entry, and what waits to change it. */
  giveUp(entry: QueueEntry): void {
    for (const one of [...this.changesOf(entry), entry]) this.remove(one);
  }

  /** Holds these and no others from now on. */
  reset(entries: readonly QueueEntry[]): void {
    const before = this.#entries;
    this.#entries = entries;
    for (const id of new Set([...before, ...entries].map(({ conversationId }) => conversationId))) {
      const was = before.filter((entry) => entry.conversationId === id);
      const is = this.#of(id);
      if (was.length !== is.length || was.some((entry, index) => entry !== is[index])) this.#tell(id);
    }
  }

  #of(conversationId: string): QueueEntry[] {
    return this.#entries.filter((entry) => entry.conversationId === conversationId);
  }

  #tell(conversationId: string): void {
    this.#signal.emit(conversationId, this.#of(conversationId));
  }
}
