import type { MessageKey } from './message-key.ts';

/** What happened to a message, one bit each. */
export const ACKED = 1;
export const REFUSED = 2;
export const DELIVERED = 4;

/** Counts since the ledger was begun. */
export interface Counts {
  readonly sent: number;
  readonly acked: number;
  /** Answered, but not with an acknowledgement. */
  readonly refused: number;
  /** Arrived at the other person, each counted once. */
  readonly delivered: number;
  /** Arrivals of what had arrived before. */
  readonly duplicated: number;
  /** First arrivals behind a later message of the same sender. */
  readonly outOfOrder: number;
}

/** What became of every message of a run, by its sender and count. */
export class Ledger {
  readonly #states: number[][];
  readonly #highest: number[];
  #acked = 0;
  #refused = 0;
  #delivered = 0;
  #duplicated = 0;
  #outOfOrder = 0;

  constructor(senders: number) {
    this.#states = Array.from({ length: senders }, () => []);
    this.#highest = Array.from({ length: senders }, () => -1);
  }

  /** Notes that a sender sends its next message; answers which. */
  next(sender: number): MessageKey {
    return { sender, n: this.#states[sender]!.push(0) - 1 };
  }

  /** Notes an answer. One that comes twice counts once. */
  answered(key: MessageKey, state: typeof ACKED | typeof REFUSED): void {
    if (!this.#mark(key, state)) return;
    if (state === ACKED) this.#acked += 1;
    else this.#refused += 1;
  }

  /** Notes an arrival; answers whether it is the first of its message. */
  arrived(key: MessageKey): boolean {
    const { sender, n } = key;
    if (!this.#mark(key, DELIVERED)) {
      this.#duplicated += 1;
      return false;
    }
    this.#delivered += 1;
    if (n < this.#highest[sender]!) this.#outOfOrder += 1;
    else this.#highest[sender] = n;
    return true;
  }

  counts(): Counts {
    return {
      sent: this.#states.reduce((sum, { length }) => sum + length, 0),
      acked: this.#acked,
      refused: this.#refused,
      delivered: this.#delivered,
      duplicated: this.#duplicated,
      outOfOrder: this.#outOfOrder,
    };
  }

  /** Sent messages for which the condition on their state holds. */
  *where(holds: (state: number) => boolean): Generator<MessageKey> {
    for (const [sender, states] of this.#states.entries())
      for (const [n, state] of states.entries()) if (holds(state)) yield { sender, n };
  }

  /** The state of every message, by sender and count. */
  states(): Uint8Array[] {
    return this.#states.map((states) => Uint8Array.from(states));
  }

  /** False when the message had this mark already. */
  #mark({ sender, n }: MessageKey, mark: number): boolean {
    const states = this.#states[sender];
    const state = states?.[n];
    if (states === undefined || state === undefined || (state & mark) !== 0) return false;
    states[n] = state | mark;
    return true;
  }
}
