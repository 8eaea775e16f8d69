import { ACKED, DELIVERED } from './generator/ledger.ts';
import type { MessageKey } from './generator/message-key.ts';

/** What was promised to people against what is stored, message by message. */
export interface Reconciliation {
  readonly stored: number;
  readonly ackedAndMissing: number;
  readonly deliveredAndMissing: number;
  /** Stored more than once, counted without the first. */
  readonly storedAgain: number;
  /** Stored behind a later message of the same sender. */
  readonly storedOutOfOrder: number;
  /** Stored, though nobody said so: a re-send must be known as one. */
  readonly storedWithoutAck: number;
}

/** Holds the generator's states, by sender and count, against the keys that are stored, in the order of the store. */
export function reconcile(states: readonly Uint8Array[], keys: Iterable<MessageKey>): Reconciliation {
  const times = states.map(({ length }) => new Uint32Array(length));
  const highest = states.map(() => -1);
  let [stored, storedOutOfOrder] = [0, 0];
  for (const { sender, n } of keys) {
    stored += 1;
    const ofSender = times[sender];
    if (ofSender?.[n] === undefined)
      throw new Error(`Message ${n} of sender ${sender} is stored and was never sent.`);
    ofSender[n] = ofSender[n] + 1;
    if (ofSender[n] === 1 && n < highest[sender]!) storedOutOfOrder += 1;
    highest[sender] = Math.max(highest[sender]!, n);
  }
  let [ackedAndMissing, deliveredAndMissing, storedAgain, storedWithoutAck] = [0, 0, 0, 0];
  for (const [sender, ofSender] of states.entries()) {
    for (const [n, state] of ofSender.entries()) {
      const copies = times[sender]![n]!;
      if (copies === 0 && (state & ACKED) !== 0) ackedAndMissing += 1;
      if (copies === 0 && (state & DELIVERED) !== 0) deliveredAndMissing += 1;
      if (copies > 1) storedAgain += copies - 1;
      if (copies > 0 && (state & ACKED) === 0) storedWithoutAck += 1;
    }
  }
  return { stored, ackedAndMissing, deliveredAndMissing, storedAgain, storedOutOfOrder, storedWithoutAck };
}
