import { TIMERS, type Conversation } from '@duet/contract';
import { isPassing } from './api-error.ts';
import { fullJitter } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Loader } from './loader.ts';
import { isIncomplete } from './message-run.ts';
import type { Store } from './store.ts';
import { toSyncEvents } from './sync-events.ts';

/** What the client shows or has shown, and must have whole: its lists, and the conversations on the screen. */
export interface Wanted {
  /** Each loads a list anew. */
  readonly lists: Iterable<() => Promise<unknown>>;
  readonly open: Iterable<string>;
}

/**
 * Brings the state up to date after the client was away: asks for what changed since the state's cursor, page by page,
 * or, where the cursor counts no more, loads anew what is wanted. It goes on until it has succeeded or is cancelled;
 * cut short, it goes on from the page it had reached, and then asks once more. While not cancelled it repeats itself
 * now and then, so that the cursor stays young.
 */
export class Sync {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #loader: Loader;
  readonly #store: Store;
  readonly #wanted: () => Wanted;
  readonly #onFound: (found: readonly Conversation[]) => void;
  /** Identifies the run that counts; every other one ends at its next step. */
  #run: object | undefined;
  #cancelTimer: () => void = () => undefined;
  readonly #unread = new Set<string>();
  #prefetching = false;
  /** The state was emptied, and what was on the screen is not all in it again. */
  #mustLoadLists = false;

  /** `onFound` is called with the conversations that were found changed, when they are in the state. */
  constructor(options: {
    clock: Clock;
    random: () => number;
    loader: Loader;
    store: Store;
    wanted: () => Wanted;
    onFound: (found: readonly Conversation[]) => void;
  }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#loader = options.loader;
    this.#store = options.store;
    this.#wanted = options.wanted;
    this.#onFound = options.onFound;
  }

  start(): void {
    this.cancel();
    const run = {};
    this.#run = run;
    void this.#attempt(run, 1);
  }

  cancel(): void {
    this.#run = undefined;
    this.#cancelTimer();
    this.#unread.clear();
  }

  /**
   * Loads what is unread before it is asked for, one conversation at a time: it then opens at once, and the other side
   * learns truthfully that this device has it.
   */
  async prefetch(conversations: readonly Conversation[]): Promise<void> {
    for (const { id, me } of conversations) if (me.unreadCount > 0) this.#unread.add(id);
    if (this.#prefetching) return;
    this.#prefetching = true;
    for (const id of this.#unread) {
      this.#unread.delete(id);
      const loaded = this.#store.getState().conversations[id]?.floor !== undefined;
      // Nobody waits for it: what fails here is loaded when it is opened.
      if (!loaded) await this.#loader.complete(id).catch(() => undefined);
    }
    this.#prefetching = false;
  }

  async #attempt(run: object, failures: number): Promise<void> {
    try {
      await this.#follow(run);
      if (this.#run === run) this.#cancelTimer = this.#clock.after(TIMERS.syncInterval, () => this.start());
    } catch (error) {
      if (this.#run !== run || !isPassing(error)) return;
      this.#cancelTimer = this.#clock.after(fullJitter(failures, this.#random), () => {
        void this.#attempt(run, failures + 1);
      });
    }
  }

  async #follow(run: object): Promise<void> {
    // What changed between the pages of a sync that was cut, neither a page nor a live event has told.
    let cut = this.#store.getState().syncUnfinished;
    for (let hasMore = true; hasMore;) {
      const page = await this.#loader.loadChanges();
      if (!page) this.#mustLoadLists = true;
      if (this.#run !== run) return;
      if (!page) break;
      this.#store.dispatch(...toSyncEvents(page));
      this.#onFound(page.conversations.map(({ conversation }) => conversation));
      hasMore = page.hasMore || cut;
      cut &&= page.hasMore;
    }
    if (this.#mustLoadLists) await this.#loadLists(run);
    if (this.#run === run) await this.#completeAll(run);
  }

  async #loadLists(run: object): Promise<void> {
    for (const load of this.#wanted().lists) {
      await load();
      if (this.#run !== run) return;
    }
    this.#mustLoadLists = false;
  }

  /** The views that were fetched tell whether messages are missing: later ones arrive by themselves. */
  async #completeAll(run: object): Promise<void> {
    for (const id of new Set([...this.#wanted().open, ...this.#held()])) {
      const conversation = this.#store.getState().conversations[id];
      if (conversation?.floor === undefined || isIncomplete(conversation)) {
        await unlessGone(this.#loader.complete(id));
      }
      if (this.#run !== run) return;
    }
  }

  /** The conversations of which messages are held. */
  #held(): string[] {
    const { conversations } = this.#store.getState();
    return Object.keys(conversations).filter((id) => {
      const conversation = conversations[id];
      return conversation && (conversation.floor !== undefined || conversation.messages.length > 0);
    });
  }
}

/** One conversation that is gone must not keep the others waiting. */
async function unlessGone(loading: Promise<void>): Promise<void> {
  try {
    await loading;
  } catch (error) {
    if (isPassing(error)) throw error;
  }
}
