import { uuid } from '@duet/contract';
import { expect, it } from 'vitest';
import { bookingMessageIdOf, conversationIdOf } from './conversation-id.ts';

const alice = '019a0000-0000-7000-8000-00000000000a';
const bruno = '019a0000-0000-7000-8000-00000000000b';

it('gives every ordered pair one id, for ever', () => {
  // A changed value would give every pair a second conversation: this one must never be edited.
  expect(conversationIdOf(alice, bruno)).toBe('a4557da7-68cd-5473-95f3-6c7e6a8fc8bf');
  expect(conversationIdOf(bruno, alice)).not.toBe(conversationIdOf(alice, bruno));
  expect(uuid.safeParse(conversationIdOf(alice, bruno)).success).toBe(true);
});

it('gives every version of a booking its own message', () => {
  expect(bookingMessageIdOf(alice, 1)).not.toBe(bookingMessageIdOf(alice, 2));
  expect(bookingMessageIdOf(alice, 2)).toBe(bookingMessageIdOf(alice, 2));
});
