import { TIMERS } from '@duet/contract';
import type { Clock } from './clock.ts';

type TypingEvent = 'typing:start' | 'typing:stop';

/** Tells the other side that this person types: again every 3 s at most, over after 5 s without a key. */
export class TypingSender {
  readonly #clock: Clock;
  readonly #tell: (event: TypingEvent, conversationId: string) => void;
  readonly #typing = new Map<string, { toldAt: number; cancelIdle: () => void }>();

  constructor(clock: Clock, tell: (event: TypingEvent, conversationId: string) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  keystroke(conversationId: string): void {
    const known = this.#typing.get(conversationId);
    known?.cancelIdle();
    const now = this.#clock.now();
    const due = !known || now - known.toldAt >= TIMERS.typingResend;
    if (due) this.#tell('typing:start', conversationId);
    this.#typing.set(conversationId, {
      toldAt: due ? now : known.toldAt,
      cancelIdle: this.#clock.after(TIMERS.typingIdle, () => this.stop(conversationId)),
    });
  }

  /** The person has left the field, emptied it or sent. */
  stop(conversationId: string): void {
    const known = this.#typing.get(conversationId);
    if (!known) return;
    known.cancelIdle();
    this.#typing.delete(conversationId);
    this.#tell('typing:stop', conversationId);
  }

  clear(): void {
    for (const { cancelIdle } of this.#typing.values()) cancelIdle();
    this.#typing.clear();
  }
}

/** Whether the other side types, as far as heard: over after 7 s without a repeat, whatever became of its `stop`. */
export class TypingReceiver {
  readonly #clock: Clock;
  readonly #show: (conversationId: string, typing: boolean) => void;
  readonly #expiries = new Map<string, () => void>();

  constructor(clock: Clock, show: (conversationId: string, typing: boolean) => void) {
    this.#clock = clock;
    this.#show = show;
  }

  /** `typing` false stands for anything that ends it: its stop, or a message from that person. */
  hear(conversationId: string, typing: boolean): void {
    this.#expiries.get(conversationId)?.();
    this.#expiries.delete(conversationId);
    if (typing) {
      const expire = () => this.hear(conversationId, false);
      this.#expiries.set(conversationId, this.#clock.after(TIMERS.typingExpiry, expire));
    }
    this.#show(conversationId, typing);
  }

  clear(): void {
    for (const cancel of this.#expiries.values()) cancel();
    this.#expiries.clear();
  }
}
