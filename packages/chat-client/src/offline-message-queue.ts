import type { ErrorObject, MessageDraft } from '@duet/contract';
import { ApiError, endsSession } from './api-error.ts';
import { fullJitter } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { QueueEntry, QueueStorage } from './queue-entry.ts';

/** Resolves once the server has taken the entry. Rejects with `ApiError` when it refused or when nobody knows. */
export type SendFunction = (entry: QueueEntry) => Promise<void>;

/** A rolling deployment is over by then: a field that is still unknown will stay so. */
const UNKNOWN_FIELD_PATIENCE = 10 * 60_000;

/** One conversation's way out. */
interface Lane {
  /** An entry is with the server and unanswered. */
  busy: boolean;
  failures: number;
  /** The server asked for silence until then. */
  notBefore: number;
  /** Set while a retry waits for its time. */
  cancelRetry: (() => void) | undefined;
}

/**
 * The only way out for messages: first in, first out within a conversation, conversations independent of each other.
 *
 * At most one entry of a conversation is unanswered at a time. While its outcome is unknown it is sent again, under the
 * same id, until the server takes or refuses it; so nothing is lost, doubled or overtaken. A refused entry stays in its
 * place with the reason, and the next goes on.
 */
export class OfflineMessageQueue {
  readonly #storage: QueueStorage;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #onChange: (conversationId: string, entries: readonly QueueEntry[]) => void;
  /** By position. */
  #entries: QueueEntry[] = [];
  readonly #stored = new Set<string>();
  readonly #lanes = new Map<string, Lane>();
  #owner: string | undefined;
  #send: SendFunction | undefined;

  constructor(options: {
    storage: QueueStorage;
    clock: Clock;
    random: () => number;
    /** Called with all entries of a conversation, in order, whenever one of them changed. */
    onChange: (conversationId: string, entries: readonly QueueEntry[]) => void;
  }) {
    this.#storage = options.storage;
    this.#clock = options.clock;
    this.#random = options.random;
    this.#onChange = options.onChange;
  }

  /** Takes up what this person left behind when the app last ended; what is somebody else's is removed. */
  async restore(senderId: string): Promise<void> {
    this.#owner = senderId;
    const loaded = await this.#storage.load();
    if (this.#owner !== senderId) return;
    const fresh = loaded.filter(({ key }) => !this.#find(key));
    await Promise.all(
      fresh.filter((entry) => entry.senderId !== senderId).map(({ key }) => this.#storage.remove(key)),
    );
    const own = fresh.filter((entry) => entry.senderId === senderId);
    for (const { key } of own) this.#stored.add(key);
    this.#entries = [...own, ...this.#entries].sort((a, b) => a.position - b.position);
    for (const id of new Set(own.map((entry) => entry.conversationId))) {
      this.#changed(id);
      this.#advance(id);
    }
  }

  /** Puts a message at the end of its conversation's line; it is sent once it is stored. */
  enqueueMessage(message: { conversationId: string; senderId: string; draft: MessageDraft }): void {
    const now = this.#clock.now();
    const entry: QueueEntry = {
      kind: 'send',
      key: message.draft.clientMessageId,
      ...message,
      position: Math.max(now, (this.#entries.at(-1)?.position ?? 0) + 1),
      queuedAt: new Date(now).toISOString(),
      failure: undefined,
      refusedSince: undefined,
    };
    this.#entries.push(entry);
    this.#changed(entry.conversationId);
    void this.#store(entry);
  }

  /**
   * Sends what waits by `send` from now on, retries included. Call it again when the chances are better than they
   * were, as after a reconnect: waits end early then, except those the server asked for.
   */
  processQueue(send: SendFunction): void {
    this.#send = send;
    for (const lane of this.#lanes.values()) {
      lane.failures = 0;
      stopRetry(lane);
    }
    for (const id of new Set(this.#entries.map((entry) => entry.conversationId))) this.#advance(id);
  }

  /** Sends nothing more until `processQueue`; what is with the server is still awaited. */
  pause(): void {
    this.#send = undefined;
    for (const lane of this.#lanes.values()) stopRetry(lane);
  }

  /**
   * Sends a failed message again, in its old place. Unedited it keeps its id; with `edited`, which brings a new
   * `clientMessageId`, it is another message. False when there is no such failed message.
   */
  retry(key: string, edited?: MessageDraft): boolean {
    const failed = this.#find(key);
    if (!failed?.failure) return false;
    const draft = edited ?? failed.draft;
    const again = {
      ...failed,
      key: draft.clientMessageId,
      draft,
      failure: undefined,
      refusedSince: undefined,
    };
    this.#replace(failed, again);
    void this.#store(again).then(() => {
      if (again.key !== key) this.#unstore(key);
    });
    return true;
  }

  /** Removes a failed message; false when there is none. What may be with the server cannot be taken back here. */
  discard(key: string): boolean {
    const failed = this.#find(key);
    if (!failed?.failure) return false;
    this.#remove(failed);
    return true;
  }

  /** Forgets everything, stored entries included: the person has signed out. */
  clear(): void {
    this.pause();
    this.#owner = undefined;
    const entries = this.#entries;
    this.#entries = [];
    this.#lanes.clear();
    for (const { key } of entries) this.#unstore(key);
    for (const id of new Set(entries.map((entry) => entry.conversationId))) this.#changed(id);
  }

  #advance(conversationId: string): void {
    const lane = this.#laneOf(conversationId);
    if (!this.#send || lane.busy || lane.cancelRetry) return;
    const head = this.#entries.find((entry) => entry.conversationId === conversationId && !entry.failure);
    if (!head || !this.#stored.has(head.key)) return;
    const wait = lane.notBefore - this.#clock.now();
    if (wait > 0) this.#retryAfter(conversationId, lane, wait);
    else void this.#attempt(lane, head, this.#send);
  }

  async #attempt(lane: Lane, entry: QueueEntry, send: SendFunction): Promise<void> {
    lane.busy = true;
    let error: unknown;
    const taken = await send(entry).then(
      () => true,
      (reason: unknown) => {
        error = reason;
        return false;
      },
    );
    lane.busy = false;
    // Cleared meanwhile: the answer is about a person who is gone.
    if (this.#lanes.get(entry.conversationId) !== lane) return;
    if (taken) {
      lane.failures = 0;
      this.#remove(entry);
    } else this.#refused(lane, entry, error);
    this.#advance(entry.conversationId);
  }

  #refused(lane: Lane, entry: QueueEntry, error: unknown): void {
    const now = this.#clock.now();
    const refusedSince = isUnknownField(error) ? (entry.refusedSince ?? now) : undefined;
    const outOfPatience = refusedSince !== undefined && now - refusedSince >= UNKNOWN_FIELD_PATIENCE;
    if (isPermanent(error) || (outOfPatience && error instanceof ApiError)) {
      lane.failures = 0;
      this.#fail(entry, error.toObject());
      return;
    }
    if (refusedSince !== undefined && entry.refusedSince === undefined) {
      const marked = { ...entry, refusedSince };
      this.#replace(entry, marked);
      void this.#save(marked);
    }
    lane.failures += 1;
    const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
    const wait = asked + fullJitter(lane.failures, this.#random);
    lane.notBefore = asked > 0 ? now + wait : 0;
    if (this.#send) this.#retryAfter(entry.conversationId, lane, wait);
  }

  #retryAfter(conversationId: string, lane: Lane, wait: number): void {
    lane.cancelRetry = this.#clock.after(wait, () => {
      lane.cancelRetry = undefined;
      this.#advance(conversationId);
    });
  }

  #fail(entry: QueueEntry, failure: ErrorObject): void {
    const failed = { ...entry, failure };
    this.#replace(entry, failed);
    void this.#save(failed);
  }

  /** Stores an entry that is to be sent, and sends it when its turn has come. */
  async #store(entry: QueueEntry): Promise<void> {
    if (await this.#save(entry)) {
      this.#stored.add(entry.key);
      this.#advance(entry.conversationId);
    } else if (this.#find(entry.key) === entry) {
      const message = 'This device has no room to keep the message.';
      this.#replace(entry, {
        ...entry,
        failure: { code: 'not_stored', message, retryable: true, requestId: '' },
      });
    }
  }

  async #save(entry: QueueEntry): Promise<boolean> {
    return this.#storage.save(entry).then(
      () => true,
      () => false,
    );
  }

  #unstore(key: string): void {
    this.#stored.delete(key);
    // An entry that stays behind is sent once more after a restart, and recognised by its id.
    this.#storage.remove(key).catch(() => undefined);
  }

  #remove(entry: QueueEntry): void {
    this.#entries = this.#entries.filter(({ key }) => key !== entry.key);
    this.#unstore(entry.key);
    this.#changed(entry.conversationId);
  }

  #replace(entry: QueueEntry, next: QueueEntry): void {
    this.#entries = this.#entries.map((held) => (held.key === entry.key ? next : held));
    this.#changed(entry.conversationId);
  }

  #changed(conversationId: string): void {
    this.#onChange(
      conversationId,
      this.#entries.filter((entry) => entry.conversationId === conversationId),
    );
  }

  #find(key: string): QueueEntry | undefined {
    return this.#entries.find((entry) => entry.key === key);
  }

  #laneOf(conversationId: string): Lane {
    const known = this.#lanes.get(conversationId);
    if (known) return known;
    const lane: Lane = { busy: false, failures: 0, notBefore: 0, cancelRetry: undefined };
    this.#lanes.set(conversationId, lane);
    return lane;
  }
}

function stopRetry(lane: Lane): void {
  lane.cancelRetry?.();
  lane.cancelRetry = undefined;
}

/** An answer about the session is not one about the message: it waits until the person is back. */
function isPermanent(error: unknown): error is ApiError {
  return (
    error instanceof ApiError && !error.retryable && !endsSession(error) && error.code !== 'token_expired'
  );
}

function isUnknownField(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'unknown_field';
}
