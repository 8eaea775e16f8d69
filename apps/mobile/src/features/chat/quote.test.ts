import type { ThreadMessage } from '@duet/chat-client';
import { expect, it } from 'vitest';
import { en } from '../../words/en.ts';
import { quoteOf } from './quote.ts';

const peer = { id: '019a0000-0000-7000-8000-00000000000b', name: 'Bruno Costa', timeZone: 'Europe/Lisbon' };
const message = (patch: Partial<ThreadMessage>) =>
  ({
    type: 'text',
    content: 'Hello\n there',
    images: [],
    deletedAt: null,
    mine: false,
    ...patch,
  }) as ThreadMessage;
const said = (patch: Partial<ThreadMessage>) => {
  const { author, text, muted } = quoteOf(message(patch), peer, en);
  return `${author}: ${text}${muted ? ' (muted)' : ''}`;
};

it('says who wrote a message and what it says now', () => {
  expect(said({})).toBe('Bruno Costa: Hello there');
  expect(said({ mine: true })).toBe('You: Hello there');
  expect(said({ type: 'image', content: null })).toBe('Bruno Costa: 📷 Photo (muted)');
  expect(said({ type: 'unknown' })).toBe('Bruno Costa: Update Duet to see this message (muted)');
});

it('says no more than that it was unsent', () => {
  expect(said({ content: null, deletedAt: '2026-01-01T00:00:00.000Z' })).toBe(
    'Bruno Costa: Message removed (muted)',
  );
});
