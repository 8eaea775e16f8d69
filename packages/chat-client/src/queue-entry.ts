import type { ErrorObject, MessageDraft } from '@duet/contract';

/** A message on its way out. Entries are replaced, never changed. */
interface SendEntry {
  readonly kind: 'send';
  /** The message's `clientMessageId`. */
  readonly key: string;
  readonly conversationId: string;
  readonly senderId: string;
  readonly draft: MessageDraft;
  /** Rises in the order of enqueueing. */
  readonly position: number;
  /** Local time, shown until the server has said when the message was sent. */
  readonly queuedAt: string;
  /** Why the server will not take it; it then stays in its place, passed over, until retried or discarded. */
  readonly failure: ErrorObject | undefined;
  /** When an older server first refused a field of it, in milliseconds. */
  readonly refusedSince: number | undefined;
}

/** What the queue holds. A union by `kind`, because edits, unsends and reads will wait in the same line. */
export type QueueEntry = SendEntry;

/** Where entries survive the app. Each call is one entry, so that a bad one cannot take the others with it. */
export interface QueueStorage {
  /** All entries, in any order. */
  load(): Promise<readonly QueueEntry[]>;
  /** Resolves once the entry, new or replaced by its key, would survive a crash. */
  save(entry: QueueEntry): Promise<void>;
  remove(key: string): Promise<void>;
}

/** Storage that lives as long as the process. */
export function memoryQueueStorage(): QueueStorage {
  const entries = new Map<string, QueueEntry>();
  return {
    load: () => Promise.resolve([...entries.values()]),
    save: (entry) => Promise.resolve(void entries.set(entry.key, entry)),
    remove: (key) => Promise.resolve(void entries.delete(key)),
  };
}
