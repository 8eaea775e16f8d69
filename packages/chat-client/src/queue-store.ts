import type { ConversationPatch, MessageDraft } from '@duet/contract';
import type { KeyValueStorage } from './key-value-storage.ts';
import { UNREADABLE, type OutgoingImage, type QueueEntry } from './queue-entry.ts';

const PREFIX = 'duet.queue/';

/** What is written down of an entry; the rest stands in its key. */
interface Stored extends Pick<QueueEntry, 'position' | 'queuedAt' | 'failure' | 'refusedSince'> {
  readonly kind: QueueEntry['kind'];
  readonly draft?: MessageDraft;
  readonly images?: readonly OutgoingImage[];
  readonly clientMessageId?: string;
  readonly content?: string;
  readonly change?: ConversationPatch;
}

/**
 * The queue's entries in the device's storage: each person's apart, each entry under a key of its own, so that an
 * unreadable one takes no other with it. Calls are carried out one after the other, so that of two messages the storage
 * never has the second alone.
 */
export class QueueStore {
  readonly #storage: KeyValueStorage;
  readonly #underWay = new Map<string, number>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(storage: KeyValueStorage) {
    this.#storage = storage;
  }

  /** A person's entries, by position. One that cannot be read is among them as failed, with `UNREADABLE`. */
  list(senderId: string): Promise<QueueEntry[]> {
    return this.#inTurn(async () => {
      const keys = await this.#keysOf(senderId);
      const entries = await Promise.all(keys.map((key) => this.#read(key)));
      return entries.filter((entry) => entry !== undefined).sort(byPosition);
    });
  }

  /** Resolves once the entry, new or replaced by its key, would survive a crash. */
  save(entry: QueueEntry): Promise<void> {
    return this.#change(entry, (key) => this.#storage.setItem(key, textOf(entry)));
  }

  remove(entry: QueueEntry): Promise<void> {
    return this.#change(entry, (key) => this.#storage.removeItem(key));
  }

  /** Removes all that a person has here, the unreadable included. */
  clear(senderId: string): Promise<void> {
    return this.#inTurn(async () => {
      for (const key of await this.#keysOf(senderId)) await this.#storage.removeItem(key);
    });
  }

  /**
   * What a tab knows, brought into line with what was just listed: that is the truth, except about entries that are not
   * stored yet or are being changed. An entry that did not change stays the same object.
   */
  merge(known: readonly QueueEntry[], listed: readonly QueueEntry[]): QueueEntry[] {
    const isChanging = (entry: QueueEntry) => this.#underWay.has(keyOf(entry));
    const own = known.filter((entry) => !entry.stored || isChanging(entry));
    const others = listed
      .filter((entry) => !isChanging(entry) && !own.some(({ key }) => key === entry.key))
      .map((entry) => known.find((one) => one.key === entry.key && isSameStored(one, entry)) ?? entry);
    return [...own, ...others].sort(byPosition);
  }

  async #keysOf(senderId: string): Promise<string[]> {
    const keys = await this.#storage.getAllKeys();
    return keys.filter((key) => key.startsWith(`${PREFIX}${senderId}/`));
  }

  async #read(key: string): Promise<QueueEntry | undefined> {
    const text = await this.#storage.getItem(key).catch(() => '');
    return text === null ? undefined : toEntry(key, text);
  }

  async #change(entry: QueueEntry, work: (key: string) => Promise<void>): Promise<void> {
    const key = keyOf(entry);
    this.#underWay.set(key, (this.#underWay.get(key) ?? 0) + 1);
    try {
      await this.#inTurn(() => work(key));
    } finally {
      const left = (this.#underWay.get(key) ?? 1) - 1;
      if (left > 0) this.#underWay.set(key, left);
      else this.#underWay.delete(key);
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

/** In the order of enqueueing, which two tabs may have done in the same millisecond. */
function byPosition(a: QueueEntry, b: QueueEntry): number {
  return a.position - b.position || (a.key < b.key ? -1 : 1);
}

/** Whether two forms of an entry are the same to the storage. */
export function isSameStored(a: QueueEntry, b: QueueEntry): boolean {
  return textOf(a) === textOf(b);
}

function keyOf({ senderId, conversationId, key }: QueueEntry): string {
  return `${PREFIX}${senderId}/${conversationId}/${key}`;
}

function textOf(entry: QueueEntry): string {
  const { kind, position, queuedAt, failure, refusedSince } = entry;
  return JSON.stringify({
    kind,
    ...workOf(entry),
    position,
    queuedAt,
    failure,
    refusedSince,
  } satisfies Stored);
}

function workOf(
  entry: QueueEntry,
): Pick<Stored, 'draft' | 'images' | 'clientMessageId' | 'content' | 'change'> {
  switch (entry.kind) {
    case 'send':
      // How far an upload has come is nothing to be written down.
      return { draft: entry.draft, images: entry.images.map(({ sent: _, ...image }) => image) };
    case 'edit':
      return { clientMessageId: entry.clientMessageId, content: entry.content };
    case 'unsend':
      return { clientMessageId: entry.clientMessageId };
    case 'update':
      return { change: entry.change };
  }
}

function toEntry(storageKey: string, text: string): QueueEntry | undefined {
  const [senderId, conversationId, key] = storageKey.slice(PREFIX.length).split('/');
  if (!senderId || !conversationId || !key) return undefined;
  const fixed = { key, conversationId, senderId, stored: true, attempted: true } as const;
  try {
    const entry = toReadable(fixed, JSON.parse(text) as Partial<Stored>);
    if (entry) return entry;
  } catch {
    // Torn or tampered with: told below.
  }
  const made = timeOfUuid(key);
  const draft: MessageDraft = { type: 'text', content: '', clientMessageId: key };
  const queuedAt = new Date(made).toISOString();
  const lost = { position: made, queuedAt, failure: UNREADABLE, refusedSince: undefined };
  return { kind: 'send', ...fixed, draft, images: [], ...lost };
}

function toReadable(
  fixed: Pick<QueueEntry, 'key' | 'conversationId' | 'senderId' | 'stored' | 'attempted'>,
  {
    kind,
    draft,
    images = [],
    clientMessageId,
    content,
    change,
    position,
    queuedAt,
    failure,
    refusedSince,
  }: Partial<Stored>,
): QueueEntry | undefined {
  if (typeof position !== 'number' || typeof queuedAt !== 'string') return undefined;
  const entry = { ...fixed, position, queuedAt, failure, refusedSince };
  if (kind === 'send' && draft?.clientMessageId === fixed.key) return { kind, ...entry, draft, images };
  if (kind === 'edit' && clientMessageId && content) return { kind, ...entry, clientMessageId, content };
  if (kind === 'unsend' && clientMessageId) return { kind, ...entry, clientMessageId };
  return kind === 'update' && change ? { kind, ...entry, change } : undefined;
}

/** The milliseconds with which a UUIDv7 begins. */
export function timeOfUuid(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) || 0;
}
