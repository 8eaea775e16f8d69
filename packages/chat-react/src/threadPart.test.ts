import type { ThreadMessage } from '@duet/chat-client';
import { expect, it } from 'vitest';
import {
  grownDown,
  grownUp,
  isInPart,
  isSurrounded,
  newestPart,
  partAround,
  shownOf,
  standing,
  type ThreadPart,
} from './threadPart.ts';

const run = (from: number, to: number, waiting = 0) =>
  Array.from({ length: to - from + 1 + waiting }, (_, index) => {
    const seq = from + index;
    return { key: String(seq), seq: seq > to ? null : seq } as ThreadMessage;
  });
/** The first and last of what is shown, and how many there are. */
const seen = (held: readonly ThreadMessage[], part: ThreadPart) => {
  const shown = shownOf(held, part);
  return [shown[0]?.key, shown.at(-1)?.key, shown.length];
};

it('opens at the newest messages, with what waits to be sent', () => {
  const held = run(1, 1_000, 2);
  expect(seen(held, newestPart(held))).toEqual(['983', '1002', 20]);
  expect(seen(run(7, 9), newestPart(run(7, 9)))).toEqual(['7', '9', 3]);
});

it('shows the first message of an empty conversation, sent or waiting', () => {
  const part = newestPart([]);
  expect(seen(run(1, 1), part)).toEqual(['1', '1', 1]);
  expect(seen(run(1, 0, 1), part)).toEqual(['1', '1', 1]);
});

it('follows what arrives at the end, and stays where it was elsewhere', () => {
  const held = run(1, 100);
  const there = partAround(held, 40, 30, true);
  expect(seen(run(1, 120), newestPart(held))).toEqual(['81', '120', 40]);
  expect(seen(run(1, 120), there)).toEqual(['30', '70', 41]);
});

it('grows page by page and loses at the other end, until it meets the end', () => {
  const held = run(1, 1_000, 1);
  let part = newestPart(held);
  for (let page = 0; page < 7; page += 1) part = grownUp(held, part);
  expect(seen(held, part)).toEqual(['772', '971', 200]);
  part = grownDown(held, part, true);
  expect(seen(held, part)).toEqual(['802', '1001', 200]);
  expect(part.last).toBeUndefined();
});

it('stands still for a reader who is elsewhere', () => {
  const held = run(1, 100, 1);
  const part = standing(held, newestPart(held));
  expect(seen(run(1, 120, 1), part)).toEqual(['82', '100', 19]);
  expect(standing(held, part)).toEqual(part);
});

it('grows up and down no further than what is held', () => {
  const past = run(500, 540);
  const part = partAround(past, 510, 10, false);
  expect(seen(past, part)).toEqual(['500', '520', 21]);
  expect(seen(past, grownUp(past, part))).toEqual(['500', '520', 21]);
  expect(grownDown(past, part, false)).toEqual({ first: 500, last: 540 });
  // The run has grown meanwhile, and reached the thread.
  expect(grownDown(run(500, 560), { first: 500, last: 540 }, true)).toEqual({ first: 500, last: undefined });
});

it('follows what arrives, too, where it opens within reach of the newest', () => {
  const held = run(1, 100, 1);
  expect(seen(run(1, 120), partAround(held, 90, 30, true))).toEqual(['80', '120', 41]);
  expect(partAround(held, 90, 10, true).last).toBeUndefined();
  expect(partAround(held, 90, 9, true).last).toBe(99);
  // A piece of the past has no end to be at.
  expect(partAround(run(500, 540), 530, 30, false).last).toBe(540);
});

it('opens at the newest where the message it should open at is not held', () => {
  expect(partAround(run(1, 100), 400, 10, true)).toEqual(newestPart(run(1, 100)));
});

it('jumps to a message once enough of what lies around it is held', () => {
  expect(isSurrounded(run(500, 529), 515)).toBe(true);
  expect(isSurrounded(run(1, 15), 1)).toBe(true);
  expect(isSurrounded(run(86, 100), 100)).toBe(true);
  expect(isSurrounded(run(515, 516), 515)).toBe(false);
  expect(isSurrounded(run(500, 529), 530)).toBe(false);
  expect([7, 8, 12, 13].map((seq) => isInPart({ first: 8, last: 12 }, seq))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(isInPart({ first: 8, last: undefined }, 1_000)).toBe(true);
});
