import type { MessageDraft } from '@duet/contract';
import { signedOutError } from './api-error.ts';
import { systemClock, type Clock } from './clock.ts';
import type { KeyValueStorage } from './key-value-storage.ts';
import { isPaused, NOT_STORED, type QueueEntry } from './queue-entry.ts';
import { QueueLane } from './queue-lane.ts';
import { isFinal, isUnknownField } from './queue-refusal.ts';
import { isSameStored, QueueStore } from './queue-store.ts';
import { onlyTab, type Tabs } from './tabs.ts';

/** Resolves once the server has taken the entry. Rejects with `ApiError` when it refused or when nobody knows. */
export type SendFunction = (entry: QueueEntry) => Promise<void>;

/** The wish of this tab to be the one that sends, and whether it is. */
interface Turn {
  come: boolean;
  giveBack: () => Promise<void>;
}

type Listener = (conversationId: string, entries: readonly QueueEntry[]) => void;

interface QueueOptions {
  storage: KeyValueStorage;
  /** Who else works on this storage; by default nobody. */
  tabs?: Tabs;
  clock?: Clock;
  random?: () => number;
}

/**
 * The only way out for messages: first in, first out within a conversation, conversations independent of each other.
 *
 * An entry is stored before it is sent, and removed after it was acknowledged, so that the app may be killed at any
 * point. At most one entry of a conversation is unanswered at a time. While its outcome is unknown it is sent again,
 * under the same id, until the server takes or refuses it; so nothing is lost, doubled or overtaken. A refused entry
 * stays in its place with the reason, and the next goes on; only a paused one (`isPaused`) is waited for.
 *
 * The storage holds each person's entries apart. Of several tabs that show a person's queue one sends: what another
 * has stored, it takes up.
 */
export class OfflineMessageQueue {
  static #instance: OfflineMessageQueue | undefined;
  readonly #store: QueueStore;
  readonly #tabs: Tabs;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #listeners = new Set<Listener>();
  /** By position. */
  #entries: readonly QueueEntry[] = [];
  readonly #lanes = new Map<string, QueueLane>();
  #owner: string | undefined;
  #share: ReturnType<Tabs['share']> | undefined;
  #turn: Turn | undefined;
  #send: SendFunction | undefined;

  constructor({ storage, tabs = onlyTab, clock = systemClock, random = Math.random }: QueueOptions) {
    this.#store = new QueueStore(storage);
    this.#tabs = tabs;
    this.#clock = clock;
    this.#random = random;
  }

  /** Makes the app's one queue, on the storage of the device. To be called once, before `getInstance`. */
  static configure(options: QueueOptions): OfflineMessageQueue {
    if (OfflineMessageQueue.#instance) throw new Error('The app has its queue already.');
    OfflineMessageQueue.#instance = new OfflineMessageQueue(options);
    return OfflineMessageQueue.#instance;
  }

  /**
   * The app's one queue; it is the one to give to the app's `ChatClient`, which says whose it is and has it processed.
   * Throws before `configure`: messages must not get into a queue that forgets them.
   */
  static getInstance(): OfflineMessageQueue {
    if (!OfflineMessageQueue.#instance) throw new Error('Call OfflineMessageQueue.configure first.');
    return OfflineMessageQueue.#instance;
  }

  /** Calls `listener` with all entries of a conversation, in order, whenever one of them changed, until ended. */
  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** This person's queue from now on: takes up what they left behind, here or in another tab. */
  async restore(senderId: string): Promise<void> {
    this.close();
    this.#owner = senderId;
    this.#share = this.#tabs.share(nameOf(senderId), () => void this.#refresh());
    this.#seekTurn();
    await this.#refresh();
    // A tab that was killed between storing and telling left it to this one to tell.
    if (this.#entries.length > 0) this.#share?.tell();
  }

  /**
   * Puts a message at the end of its conversation's line; it is sent once it is stored. Throws `auth_required` when the
   * queue is nobody's.
   */
  enqueueMessage(message: { conversationId: string; draft: MessageDraft }): void {
    if (this.#owner === undefined) throw signedOutError();
    const now = this.#clock.now();
    const entry: QueueEntry = {
      kind: 'send',
      key: message.draft.clientMessageId,
      senderId: this.#owner,
      ...message,
      position: Math.max(now, (this.#entries.at(-1)?.position ?? 0) + 1),
      queuedAt: new Date(now).toISOString(),
      failure: undefined,
      refusedSince: undefined,
      stored: false,
      attempted: false,
    };
    this.#entries = [...this.#entries, entry];
    this.#changed(entry.conversationId);
    void this.#storeNew(entry);
  }

  /**
   * Sends what waits by `sendFunction` from now on, retries included, when it is this tab's turn. Call it again when
   * the chances are better than they were, as after a reconnect: waits end early then, except those the server asked
   * for.
   */
  processQueue(sendFunction: SendFunction): void {
    this.#send = sendFunction;
    for (const lane of this.#lanes.values()) lane.hurry();
    this.#seekTurn();
    this.#advanceAll();
    void this.#refresh();
  }

  /** Leaves sending to other tabs until `processQueue`; what is with the server is still awaited. Then it is theirs. */
  pause(): Promise<void> {
    this.#send = undefined;
    for (const lane of this.#lanes.values()) lane.hurry();
    const turn = this.#turn;
    this.#turn = undefined;
    return turn?.giveBack() ?? Promise.resolve();
  }

  /**
   * Sends a failed message again, in its old place. With the same id it is the same message; with `edited` under a new
   * `clientMessageId` it is another. False when there is no such failed message.
   */
  retry(key: string, edited?: MessageDraft): boolean {
    const failed = this.find(key);
    if (!failed?.failure) return false;
    const draft = edited ?? failed.draft;
    const renewed = { failure: undefined, refusedSince: undefined, stored: false, attempted: false };
    const again: QueueEntry = { ...failed, key: draft.clientMessageId, draft, ...renewed };
    this.#show(failed, again);
    void this.#storeNew(again, failed).then((stored) => {
      if (stored && again.key !== key) this.#unstore(failed);
    });
    return true;
  }

  /**
   * The author of a waiting message has seen this version of its booking, or what there is to see: if it is paused, it
   * is sent, and one behind it will not have to ask. It stays the same message, whatever the server has of it. False
   * when it neither waits nor is paused.
   */
  confirm(key: string, bookingVersion?: number): boolean {
    const entry = this.find(key);
    if (!entry) return false;
    const draft = bookingVersion === undefined ? entry.draft : { ...entry.draft, bookingVersion };
    if (entry.failure) return isPaused(entry) && this.retry(key, draft);
    this.#replace(entry, { ...entry, draft });
    return true;
  }

  find(key: string): QueueEntry | undefined {
    return this.#entries.find((entry) => entry.key === key);
  }

  /** Removes a failed message; false when there is none. What may be with the server cannot be taken back here. */
  discard(key: string): boolean {
    const failed = this.find(key);
    if (!failed?.failure) return false;
    this.#remove(failed);
    this.#advance(failed.conversationId);
    return true;
  }

  /** Is nobody's queue any more. What is stored waits for its person's return. */
  close(): void {
    void this.pause();
    this.#share?.end();
    this.#share = undefined;
    this.#owner = undefined;
    const entries = this.#entries;
    this.#entries = [];
    this.#lanes.clear();
    for (const id of conversationsOf(entries)) this.#changed(id);
  }

  /**
   * Closes, and removes what its person has stored: they have signed out. Unless another tab of theirs goes on, whose
   * queue it is as well.
   */
  async clear(): Promise<void> {
    const owner = this.#owner;
    const paused = this.pause();
    this.close();
    if (owner === undefined) return;
    await paused;
    // What cannot be removed waits, as if the person had not signed out, and is theirs alone still.
    await this.#tabs.ifFree(nameOf(owner), () => this.#store.clear(owner)).catch(() => undefined);
  }

  #seekTurn(): void {
    if (!this.#send || this.#owner === undefined || this.#turn) return;
    const turn: Turn = { come: false, giveBack: () => Promise.resolve() };
    this.#turn = turn;
    turn.giveBack = this.#tabs.takeTurn(nameOf(this.#owner), () => void this.#beginTurn(turn));
  }

  /** What the tab before has sent must not be sent again, and what it has left behind must. */
  async #beginTurn(turn: Turn): Promise<void> {
    await this.#refresh();
    turn.come = true;
    if (this.#turn === turn) this.#advanceAll();
  }

  /** Brings the entries into line with the storage, which another tab may have changed. */
  async #refresh(): Promise<void> {
    const owner = this.#owner;
    if (owner === undefined) return;
    // A storage that cannot be read is read again at the next turn, or the next word of another tab.
    const listed = await this.#store.list(owner).catch(() => undefined);
    if (!listed || this.#owner !== owner) return;
    const before = this.#entries;
    this.#entries = this.#store.merge(before, listed);
    for (const id of conversationsOf([...before, ...this.#entries])) {
      const was = before.filter((entry) => entry.conversationId === id);
      const is = this.#of(id);
      if (was.length !== is.length || was.some((entry, index) => entry !== is[index])) this.#changed(id);
    }
    this.#advanceAll();
  }

  #advanceAll(): void {
    for (const id of conversationsOf(this.#entries)) this.#advance(id);
  }

  #advance(conversationId: string): void {
    if (!this.#send || !this.#turn?.come) return;
    const head = this.#of(conversationId).find((entry) => !entry.failure || isPaused(entry));
    if (!head?.stored || head.failure) return;
    const lane = this.#laneOf(conversationId);
    if (lane.free) void this.#attempt(lane, head, this.#send);
  }

  async #attempt(lane: QueueLane, entry: QueueEntry, send: SendFunction): Promise<void> {
    lane.busy = true;
    const failed = await send(entry).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    lane.busy = false;
    // Closed meanwhile: the answer is about a person who is gone.
    if (this.#lanes.get(entry.conversationId) !== lane) return;
    if (failed) this.#refused(lane, entry, failed.error);
    else {
      lane.settled();
      this.#remove(entry);
    }
    this.#advance(entry.conversationId);
  }

  #refused(lane: QueueLane, sent: QueueEntry, error: unknown): void {
    // Removed by another tab meanwhile, or as it was sent.
    const entry = this.find(sent.key);
    if (!entry) return;
    const now = this.#clock.now();
    const refusedSince = entry.refusedSince ?? (isUnknownField(error) ? now : undefined);
    if (isFinal(error, refusedSince ?? now, now)) {
      lane.settled();
      this.#replace(entry, { ...entry, failure: error.toObject() });
      return;
    }
    if (!entry.attempted || refusedSince !== entry.refusedSince) {
      this.#replace(entry, { ...entry, attempted: true, refusedSince });
    }
    lane.failed(error);
  }

  /**
   * Stores an entry that is to be sent, and sends it when its turn has come. Whether it is stored. If it is not, the
   * failure says so; but a question stays one, because what waits for its answer must not go first.
   */
  async #storeNew(entry: QueueEntry, former?: QueueEntry): Promise<boolean> {
    const stored = await this.#written(this.#store.save(entry));
    const held = this.find(entry.key);
    if (held && !held.stored) {
      const asksStill = former?.key === entry.key && isPaused(former);
      const unstored = asksStill ? former : { ...held, failure: NOT_STORED };
      this.#show(held, stored ? { ...held, stored } : unstored);
      this.#advance(entry.conversationId);
    }
    return stored;
  }

  /** Whether a change has reached the storage; then the other tabs may look. */
  async #written(change: Promise<void>): Promise<boolean> {
    try {
      await change;
      this.#share?.tell();
      return true;
    } catch {
      return false;
    }
  }

  #unstore(entry: QueueEntry): void {
    // One that cannot be removed is sent once more after a restart, and recognised by its id.
    void this.#written(this.#store.remove(entry));
  }

  #remove(entry: QueueEntry): void {
    this.#entries = this.#entries.filter(({ key }) => key !== entry.key);
    this.#unstore(entry);
    this.#changed(entry.conversationId);
  }

  /** Replaces a stored entry, here at once. If the storage fails, the server says the same again after a restart. */
  #replace(entry: QueueEntry, next: QueueEntry): void {
    this.#show(entry, next);
    if (!isSameStored(entry, next)) void this.#written(this.#store.save(next));
  }

  #show(entry: QueueEntry, next: QueueEntry): void {
    this.#entries = this.#entries.map((held) => (held.key === entry.key ? next : held));
    this.#changed(entry.conversationId);
  }

  #changed(conversationId: string): void {
    const entries = this.#of(conversationId);
    for (const listener of [...this.#listeners]) listener(conversationId, entries);
  }

  #of(conversationId: string): QueueEntry[] {
    return this.#entries.filter((entry) => entry.conversationId === conversationId);
  }

  #laneOf(conversationId: string): QueueLane {
    const known = this.#lanes.get(conversationId);
    if (known) return known;
    const onDue = () => this.#advance(conversationId);
    const lane = new QueueLane({ clock: this.#clock, random: this.#random, onDue });
    this.#lanes.set(conversationId, lane);
    return lane;
  }
}

/** What the tabs of a person share, and take turns at. */
function nameOf(owner: string): string {
  return `duet.queue/${owner}`;
}

function conversationsOf(entries: readonly QueueEntry[]): Set<string> {
  return new Set(entries.map((entry) => entry.conversationId));
}
