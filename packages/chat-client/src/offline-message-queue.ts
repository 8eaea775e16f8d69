import type { ConversationPatch, ErrorObject, MessageDraft } from '@duet/contract';
import { ApiError, signedOutError } from './api-error.ts';
import { systemClock, type Clock } from './clock.ts';
import type { EntryListener } from './entry-list.ts';
import { KeptEntries } from './kept-entries.ts';
import type { KeyValueStorage } from './key-value-storage.ts';
import { memoryPictures, pictureName, type Picture, type PictureStore } from './picture-store.ts';
import {
  isUploaded,
  lineOf,
  newEntry,
  notUploaded,
  type OutgoingImage,
  type QueueEntry,
  type UpdateEntry,
  type Work,
} from './queue-entry.ts';
import { QueueLanes, type QueueLane } from './queue-lane.ts';
import { isFinal, isUnknownField } from './queue-refusal.ts';
import { QueueRemedies } from './queue-remedies.ts';
import { QueueTurn } from './queue-turn.ts';
import { QueueUploads, type UploadFunction } from './queue-uploads.ts';
import { Signal } from './signal.ts';
import { onlyTab, type Tabs } from './tabs.ts';

/** Resolves once the server has taken the entry. Rejects with `ApiError` when it refused or when nobody knows. */
export type SendFunction = (entry: QueueEntry) => Promise<void>;

/** A change of the own side, and why the server will not take it. */
export type RefusedUpdate = UpdateEntry & { readonly failure: ErrorObject };

interface QueueOptions {
  storage: KeyValueStorage;
  /** Where the pictures of what waits are kept; by default for as long as the app lasts. */
  pictures?: PictureStore;
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
 * A message with images has them uploaded first, beside its line: until they are with the server, what was written after
 * it goes before it, and it is sent as soon as they are.
 *
 * The storage holds each person's entries apart. Of several tabs that show a person's queue one sends: what another
 * has stored, it takes up.
 */
export class OfflineMessageQueue {
  static #instance: OfflineMessageQueue | undefined;
  /** The pictures of what waits. */
  readonly pictures: PictureStore;
  /** What its person may do about what was not sent. */
  readonly remedies: QueueRemedies;
  readonly #tabs: Tabs;
  readonly #turn: QueueTurn;
  readonly #clock: Clock;
  readonly #entries: KeptEntries;
  readonly #lanes: QueueLanes;
  readonly #uploads: QueueUploads;
  readonly #refusedUpdates = new Signal<[RefusedUpdate]>();
  /** Keys of what nobody can have sent: made at this tab's turn, and not attempted. */
  readonly #fresh = new Set<string>();
  /** Keys of messages whose images the server did not have any more: they are uploaded anew once. */
  readonly #anew = new Set<string>();
  #owner: string | undefined;
  #send: SendFunction | undefined;

  constructor(options: QueueOptions) {
    const { storage, tabs = onlyTab, clock = systemClock, random = Math.random } = options;
    this.pictures = options.pictures ?? memoryPictures();
    this.#tabs = tabs;
    this.#turn = new QueueTurn(tabs);
    this.#clock = clock;
    this.#entries = new KeptEntries({
      storage,
      pictures: this.pictures,
      onStored: (entry) => this.#stored(entry),
      onChanged: () => this.#turn.tell(),
    });
    this.#lanes = new QueueLanes({ clock, random, onDue: (line) => this.#advance(line) });
    this.#uploads = new QueueUploads({
      entries: this.#entries,
      clock,
      random,
      onSettled: (line) => this.#advance(line),
    });
    this.remedies = new QueueRemedies(this.#entries, (gone) => this.#advance(lineOf(gone)));
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
  readonly subscribe = (listener: EntryListener): (() => void) => this.#entries.subscribe(listener);

  /**
   * Calls `listener` with every change of the own side that the server refuses for good, until ended: it is over then, and
   * the view shows as the server has it.
   */
  readonly subscribeRefusedUpdates = this.#refusedUpdates.subscribe;

  /** This person's queue from now on: takes up what they left behind, here or in another tab. */
  async restore(senderId: string): Promise<void> {
    this.close();
    this.#owner = senderId;
    this.#turn.join(nameOf(senderId), () => void this.#refresh());
    this.#seekTurn();
    await this.#refresh();
    // A tab that was killed between storing and telling left it to this one to tell.
    if (this.#entries.all.length > 0) this.#turn.tell();
    // What is left over for want of a working storage is in nobody's way.
    if (this.#owner === senderId)
      await this.#entries.sweep(senderId, this.#clock.now()).catch(() => undefined);
  }

  /**
   * Puts a message at the end of its conversation's line; it is sent once it is stored, with its pictures. Throws
   * `auth_required` when the queue is nobody's.
   */
  enqueueMessage({
    conversationId,
    draft,
    images = [],
  }: {
    conversationId: string;
    draft: MessageDraft;
    images?: readonly (OutgoingImage & { picture: Picture })[];
  }): void {
    for (const { key, picture } of this.#owner === undefined ? [] : images) {
      this.pictures.hold(pictureName(this.#owner ?? '', key), picture);
    }
    this.#enqueue({
      kind: 'send',
      key: draft.clientMessageId,
      conversationId,
      draft,
      images: images.map(({ picture: _, ...image }) => image),
    });
  }

  /**
   * Gives an own message another text: where it waits and nobody can have it, in its place; else behind it. `editId`
   * makes the edit happen once. Throws like `enqueueMessage`, as do the next two.
   */
  enqueueEdit(edit: {
    conversationId: string;
    clientMessageId: string;
    editId: string;
    content: string;
  }): void {
    const { editId, content, ...message } = edit;
    const waiting = this.#findFresh(message.clientMessageId);
    if (waiting?.kind !== 'send') this.#enqueue({ kind: 'edit', key: editId, ...message, content });
    else this.#entries.renew(waiting, { ...waiting, draft: { ...waiting.draft, content } });
  }

  /** Takes an own message back: where it waits and nobody can have it, it is gone; else the unsend waits behind it. */
  enqueueUnsend(message: { conversationId: string; clientMessageId: string; key: string }): void {
    const waiting = this.#findFresh(message.clientMessageId);
    if (!waiting) return this.#enqueue({ kind: 'unsend', ...message });
    this.#entries.remove(waiting);
    this.#advance(lineOf(waiting));
  }

  /** Changes the own side of a conversation, together with such a change that waits. */
  enqueueUpdate(update: { conversationId: string; key: string; change: ConversationPatch }): void {
    const { conversationId } = update;
    const [last] = this.#entries.inLine(lineOf({ kind: 'update', conversationId })).slice(-1);
    const waiting = this.#findFresh(last?.key);
    if (waiting?.kind !== 'update') this.#enqueue({ kind: 'update', ...update });
    else this.#entries.renew(waiting, { ...waiting, change: { ...waiting.change, ...update.change } });
  }

  /**
   * Sends what waits by `sendFunction` from now on, retries included, when it is this tab's turn, and uploads its images
   * by `uploadFunction`. Call it again when the chances are better than they were, as after a reconnect: waits end early
   * then, except those the server asked for.
   */
  processQueue(sendFunction: SendFunction, uploadFunction?: UploadFunction): void {
    this.#send = sendFunction;
    this.#uploads.process(uploadFunction);
    this.#lanes.hurry();
    this.#seekTurn();
    this.#advanceAll();
    void this.#refresh();
  }

  /** Leaves sending to other tabs until `processQueue`; what is with the server is still awaited. Then it is theirs. */
  pause(): Promise<void> {
    this.#send = undefined;
    this.#uploads.pause();
    this.#lanes.hurry();
    this.#fresh.clear();
    return this.#turn.giveBack();
  }

  find(key: string): QueueEntry | undefined {
    return this.#entries.find(key);
  }

  /** Where the app finds a picture of what waits. */
  showPicture(key: string): Promise<string | undefined> {
    return this.#owner === undefined
      ? Promise.resolve(undefined)
      : this.pictures.show(pictureName(this.#owner, key));
  }

  /** Is nobody's queue any more. What is stored waits for its person's return. */
  close(): void {
    void this.pause();
    this.#turn.leave();
    this.#owner = undefined;
    this.#lanes.clear();
    this.#uploads.clear();
    this.#entries.reset([]);
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
    await this.#tabs.ifFree(nameOf(owner), () => this.#entries.clear(owner)).catch(() => undefined);
  }

  #enqueue(work: Work): void {
    if (this.#owner === undefined) throw signedOutError();
    const entry = newEntry(work, this.#owner, this.#entries.all.at(-1), this.#clock.now());
    if (this.#turn.come) this.#fresh.add(entry.key);
    this.#entries.add(entry);
  }

  #findFresh(key: string | undefined): QueueEntry | undefined {
    const entry = key === undefined ? undefined : this.find(key);
    // What lacks an image was never sent, in no life; another tab might be about to.
    const isFresh = entry && (this.#fresh.has(entry.key) || (this.#turn.come && !isUploaded(entry)));
    return isFresh ? entry : undefined;
  }

  #seekTurn(): void {
    if (!this.#send) return;
    // What the tab before has sent must not be sent again, and what it has left behind must.
    this.#turn.seek(
      () => this.#refresh(),
      () => this.#advanceAll(),
    );
  }

  /** Brings the entries into line with the storage, which another tab may have changed. */
  async #refresh(): Promise<void> {
    const owner = this.#owner;
    if (owner === undefined) return;
    // A storage that cannot be read is read again at the next turn, or the next word of another tab.
    const takeUp = await this.#entries.read(owner).catch(() => undefined);
    if (!takeUp || this.#owner !== owner) return;
    takeUp();
    this.#advanceAll();
  }

  #stored({ key }: QueueEntry): void {
    const entry = this.find(key);
    // A failure has a place to stand in only where it is one of a message.
    if (entry?.kind === 'update' && entry.failure) this.#fail(entry, entry.failure);
    else if (entry) this.#advance(lineOf(entry));
  }

  #advanceAll(): void {
    for (const line of this.#entries.lines()) this.#advance(line);
  }

  #advance(line: string): void {
    if (!this.#send || !this.#turn.come) return;
    this.#uploads.advance(line);
    const head = this.#entries.next(line);
    if (!head?.stored || head.failure) return;
    const lane = this.#lanes.of(line);
    if (lane.free) void this.#attempt(lane, head, this.#send);
  }

  async #attempt(lane: QueueLane, entry: QueueEntry, send: SendFunction): Promise<void> {
    lane.busy = true;
    this.#fresh.delete(entry.key);
    const failed = await send(entry).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    lane.busy = false;
    // Closed meanwhile: the answer is about a person who is gone.
    if (this.#lanes.of(lineOf(entry)) !== lane) return;
    if (failed) this.#refused(lane, entry, failed.error);
    else {
      lane.settled();
      this.#entries.remove(entry);
    }
    this.#advance(lineOf(entry));
  }

  #refused(lane: QueueLane, sent: QueueEntry, error: unknown): void {
    // Removed by another tab meanwhile, or as it was sent.
    const entry = this.find(sent.key);
    if (!entry) return;
    if (lacksImages(error) && entry.kind === 'send' && !this.#anew.has(entry.key)) {
      lane.settled();
      this.#anew.add(entry.key);
      this.#entries.replace(entry, { ...entry, images: notUploaded(entry.images) });
      return;
    }
    const now = this.#clock.now();
    const refusedSince = entry.refusedSince ?? (isUnknownField(error) ? now : undefined);
    if (isFinal(error, refusedSince ?? now, now)) {
      lane.settled();
      this.#fail(entry, error.toObject());
      return;
    }
    if (!entry.attempted || refusedSince !== entry.refusedSince) {
      this.#entries.replace(entry, { ...entry, attempted: true, refusedSince });
    }
    lane.failed(error);
  }

  /**
   * The server will never take the entry as it is. A message that was to be taken back anyway is gone; so is what was
   * to change a message that is not there, and the update of a side, which is told.
   */
  #fail(entry: QueueEntry, failure: ErrorObject): void {
    const isTakenBack = this.#entries.changesOf(entry).some(({ kind }) => kind === 'unsend');
    const isMoot = entry.kind !== 'send' && failure.code === 'message_not_found';
    if (entry.kind !== 'update' && !isTakenBack && !isMoot) {
      this.#entries.replace(entry, { ...entry, failure });
      return;
    }
    this.#entries.giveUp(entry);
    if (entry.kind === 'update') this.#refusedUpdates.emit({ ...entry, failure });
  }
}

/** Images that took too long to be sent are not kept: the server has to make them again. */
function lacksImages(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'image_not_found';
}

/** What the tabs of a person share, and take turns at. */
function nameOf(owner: string): string {
  return `duet.queue/${owner}`;
}
