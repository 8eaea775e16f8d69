import { expect, it } from 'vitest';
import { readKey, toMessageId, toText } from './message-key.ts';

it.each([
  { sender: 0, n: 0 },
  { sender: 199, n: 1_234_567 },
  { sender: 3_999, n: 99_999_999 },
])('a text of 120 bytes tells sender $sender, message $n', (key) => {
  expect(Buffer.byteLength(toText(key))).toBe(120);
  expect(toText(key)).not.toMatch(/\d/);
  expect(readKey(toText(key))).toEqual(key);
});

it('another text tells nothing', () => {
  expect(readKey('back in a moment')).toBeUndefined();
});

it('ids are UUIDs, one for each message, and rise', () => {
  const ids = [0, 1, 2].flatMap((sender) => [0, 1, 255, 70_000].map((n) => toMessageId({ sender, n })));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(
    true,
  );
  expect(ids.toSorted()).toEqual(ids);
});
