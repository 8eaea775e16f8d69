import { expect, it } from 'vitest';
import type { SharedCache } from '../../platform/shared-cache.ts';
import { conversationIdOf } from './conversation-id.ts';
import { KnownMembers } from './known-members.ts';

const ALICE = '01900000-0000-7000-8000-0000000a11ce';
const BRUNO = '01900000-0000-7000-8000-0000000b2010';
const CAROL = '01900000-0000-7000-8000-00000000ca01';
const ID = conversationIdOf(ALICE, BRUNO);
const members = { customerId: ALICE, artistId: BRUNO, customerSees: true, artistSees: true };

/** What two nodes share: a map. */
function shared(): SharedCache & { entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    get: async (key) => entries.get(key),
    set: (key, value) => void entries.set(key, value),
  };
}

it('tells another node what this one knows', async () => {
  const cache = shared();
  new KnownMembers(cache).keep(ID, members);
  const other = new KnownMembers(cache);
  expect(other.get(ID)).toBeUndefined();
  expect(await other.find(ID)).toEqual(members);
  expect(other.get(ID)).toEqual(members);
});

it('keeps nothing that may still change', async () => {
  const cache = shared();
  const known = new KnownMembers(cache);
  known.keep(ID, { ...members, artistSees: false });
  expect([await known.find(ID), cache.entries.size]).toEqual([undefined, 0]);
});

it.each([
  ['a third person for one of the two', `${ALICE}:${CAROL}`],
  ['the two the other way round', `${BRUNO}:${ALICE}`],
  ['them in another form', JSON.stringify({ customerId: ALICE, artistId: BRUNO })],
  ['more than two', `${ALICE}:${BRUNO}:${CAROL}`],
  ['one', ALICE],
  ['half of them', `${ALICE}:0190`],
  ['an empty text', ''],
])('believes no entry that names %s', async (_what, text) => {
  const cache = shared();
  cache.entries.set(`members:${ID}`, text);
  expect(await new KnownMembers(cache).find(ID)).toBeUndefined();
});
