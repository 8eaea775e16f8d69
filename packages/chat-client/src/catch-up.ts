import type { Conversation, Side } from '@duet/contract';
import { ApiError } from './api-error.ts';
import { fullJitter } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Loader } from './loader.ts';
import { isIncomplete } from './message-run.ts';
import type { ChatState } from './state.ts';

/**
 * Brings the state up to date after the client was away. It goes on until it has succeeded or is cancelled; a run cut
 * short by a lost connection is made good by the next.
 */
export class CatchUp {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #loader: Loader;
  readonly #getState: () => ChatState;
  /** Identifies the run that counts; every other one ends at its next step. */
  #run: object | undefined;
  #cancelRetry: () => void = () => undefined;
  readonly #unread = new Set<string>();
  #prefetching = false;

  constructor(options: { clock: Clock; random: () => number; loader: Loader; getState: () => ChatState }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#loader = options.loader;
    this.#getState = options.getState;
  }

  /** Refreshes the lists of `roles`, then completes the conversations whose messages are held, `open` ones first. */
  start(roles: Iterable<Side>, open: Iterable<string>): void {
    this.cancel();
    const run = {};
    this.#run = run;
    void this.#attempt(run, [...roles], [...open], 1);
  }

  cancel(): void {
    this.#run = undefined;
    this.#cancelRetry();
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
      const loaded = this.#getState().conversations[id]?.floor !== undefined;
      // Nobody waits for it: what fails here is loaded when it is opened.
      if (!loaded) await this.#loader.complete(id).catch(() => undefined);
    }
    this.#prefetching = false;
  }

  async #attempt(run: object, roles: Side[], open: string[], failures: number): Promise<void> {
    try {
      await this.#refresh(run, roles, open);
    } catch (error) {
      if (this.#run !== run || !isRetryable(error)) return;
      this.#cancelRetry = this.#clock.after(fullJitter(failures, this.#random), () => {
        void this.#attempt(run, roles, open, failures + 1);
      });
    }
  }

  async #refresh(run: object, roles: Side[], open: string[]): Promise<void> {
    const listed: Conversation[] = [];
    for (const role of roles) {
      listed.push(...(await this.#loader.loadConversations(role)).conversations);
      if (this.#run !== run) return;
    }
    const fresh = new Set(listed.map(({ id }) => id));
    const { conversations } = this.#getState();
    const held = Object.keys(conversations).filter((id) => {
      const conversation = conversations[id];
      return conversation && (conversation.floor !== undefined || isIncomplete(conversation));
    });
    for (const id of new Set([...open, ...held])) {
      await this.#complete(id, fresh.has(id));
      if (this.#run !== run) return;
    }
    await this.prefetch(listed);
  }

  /** A view fetched after connecting tells whether messages are missing: later ones arrive by themselves. */
  async #complete(id: string, fresh: boolean): Promise<void> {
    try {
      if (!fresh) await this.#loader.loadConversation(id);
      const conversation = this.#getState().conversations[id];
      if (conversation && isIncomplete(conversation)) await this.#loader.complete(id);
    } catch (error) {
      // One that is gone must not keep the others waiting.
      if (isRetryable(error)) throw error;
    }
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof ApiError && error.retryable;
}
