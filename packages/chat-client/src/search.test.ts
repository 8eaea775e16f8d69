import { expect, it } from 'vitest';
import { applyEvent, type ChatEvent } from './apply-event.ts';
import { ALICE, booking, BRUNO, conversation, id } from './facts.fixture.ts';
import { selectFound } from './search.ts';
import { EMPTY_STATE } from './state.ts';

const named = (key: string, name: string, overrides: Parameters<typeof conversation>[1] = {}): ChatEvent => ({
  type: 'conversation',
  conversation: {
    ...conversation(1, { ...overrides, peer: { user: { id: BRUNO, name, timeZone: 'UTC' } } }),
    id: id(key),
  },
});
const state = [
  named('c1', 'Bruno Castellani', { lastSeq: 1 }),
  named('c2', '김민아', { lastSeq: 2, me: { archivedAt: '2026-01-01T00:00:00.000Z' } }),
  named('c3', 'Bruna', { lastSeq: 3 }),
  named('c4', 'Bruno', { lastSeq: 4, me: { role: 'artist' } }),
  { type: 'booking', booking: booking(1, { code: 'DU-7', conversationId: id('c2') }) } as const,
].reduce(applyEvent, { ...EMPTY_STATE, userId: ALICE });
const find = (text: string, ...also: string[]) =>
  selectFound(state, 'customer', text, new Set(also.map(id))).map((one) => one.id.slice(-2));

it('finds by the name of the other person, and by codes, the newest first', () => {
  expect(find('brun')).toEqual(['c3', 'c1']);
  expect(find('cast')).toEqual(['c1']);
  expect(find('민')).toEqual(['c2']);
  expect(find('du-7')).toEqual(['c2']);
  expect(find('x')).toEqual([]);
});

it('has what the server found besides, in its place', () => {
  expect(find('du-99', 'c1', 'c3')).toEqual(['c3', 'c1']);
  expect(find('du-99', 'c4', 'c9')).toEqual([]);
});
