import { beforeEach, expect, it } from 'vitest';
import { ACKED, DELIVERED, Ledger, REFUSED } from './ledger.ts';

let ledger: Ledger;
beforeEach(() => {
  ledger = new Ledger(2);
});

it('counts what is sent, answered and delivered, by sender', () => {
  const [first, second] = [ledger.next(0), ledger.next(1)];
  ledger.answered(first, ACKED);
  ledger.answered(second, REFUSED);
  ledger.arrived(first);
  expect(ledger.counts()).toEqual({
    sent: 2,
    acked: 1,
    refused: 1,
    delivered: 1,
    duplicated: 0,
    outOfOrder: 0,
  });
  expect(ledger.states()).toEqual([Uint8Array.of(ACKED | DELIVERED), Uint8Array.of(REFUSED)]);
});

it('tells a second arrival from the first', () => {
  const key = ledger.next(0);
  expect(ledger.arrived(key)).toBe(true);
  expect(ledger.arrived(key)).toBe(false);
  expect(ledger.counts()).toMatchObject({ delivered: 1, duplicated: 1, outOfOrder: 0 });
});

it('sees a message that arrives behind a later one of the same sender, and of no other', () => {
  const [a, b, c] = [ledger.next(0), ledger.next(0), ledger.next(1)];
  ledger.arrived(b);
  ledger.arrived(c);
  ledger.arrived(a);
  expect(ledger.counts()).toMatchObject({ delivered: 3, outOfOrder: 1 });
});

it('counts an answer once, and nothing that was never sent', () => {
  const key = ledger.next(0);
  ledger.answered(key, ACKED);
  ledger.answered(key, ACKED);
  ledger.answered({ sender: 1, n: 5 }, ACKED);
  expect(ledger.counts()).toMatchObject({ sent: 1, acked: 1 });
});

it('finds messages by their state', () => {
  const [a, b] = [ledger.next(0), ledger.next(0)];
  ledger.answered(a, ACKED);
  expect([...ledger.where((state) => (state & ACKED) === 0)]).toEqual([b]);
});
