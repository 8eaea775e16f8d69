import { expect, it } from 'vitest';
import { ACKED, DELIVERED } from './generator/ledger.ts';
import { reconcile } from './reconcile.ts';

const states = [Uint8Array.of(ACKED | DELIVERED, ACKED, 0), Uint8Array.of(DELIVERED)];

it('finds nothing where everything that was said is stored once', () => {
  const keys = [
    { sender: 0, n: 0 },
    { sender: 0, n: 1 },
    { sender: 1, n: 0 },
  ];
  expect(reconcile([states[0]!.slice(0, 2), Uint8Array.of(ACKED)], keys)).toEqual({
    stored: 3,
    ackedAndMissing: 0,
    deliveredAndMissing: 0,
    storedAgain: 0,
    storedOutOfOrder: 0,
    storedWithoutAck: 0,
  });
});

it('finds what is missing, doubled, and stored without an answer', () => {
  const keys = [
    { sender: 0, n: 0 },
    { sender: 0, n: 0 },
    { sender: 0, n: 2 },
  ];
  expect(reconcile(states, keys)).toEqual({
    stored: 3,
    ackedAndMissing: 1,
    deliveredAndMissing: 1,
    storedAgain: 1,
    storedOutOfOrder: 0,
    storedWithoutAck: 1,
  });
});

it('finds what is stored behind a later message of its sender', () => {
  const keys = [
    { sender: 0, n: 1 },
    { sender: 1, n: 0 },
    { sender: 0, n: 0 },
  ];
  expect(reconcile(states, keys)).toMatchObject({ storedOutOfOrder: 1 });
});

it('refuses what nobody sent', () => {
  expect(() => reconcile(states, [{ sender: 7, n: 0 }])).toThrow('never sent');
});
