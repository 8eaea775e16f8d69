import { Browser } from '@duet/testkit';
import { expect, it } from 'vitest';
import { Drafts } from './drafts.ts';
import { ALICE, BRUNO, CONVERSATION, id } from './facts.fixture.ts';
import { memoryStorage, type KeyValueStorage } from './key-value-storage.ts';
import { manualClock, settled } from './manual-clock.fixture.ts';
import type { Tabs } from './tabs.ts';

const clock = manualClock();
const says = (text: string, replyToId: string | null = null) => ({ text, replyToId });

/** A life of the app, which may end at any moment. */
async function live(storage: KeyValueStorage, owner = ALICE, tabs?: Tabs) {
  const drafts = new Drafts({ storage, clock, ...(tabs && { tabs }) });
  await drafts.open(owner);
  return drafts;
}

it('are there again after the app was killed, a second after the last key at the latest', async () => {
  const storage = memoryStorage();
  const before = await live(storage);
  for (const text of ['S', 'See', 'See you']) before.keep(CONVERSATION, says(text));
  before.keep(id('c1'), says('and elsewhere', id('m1')));
  expect(before.find(CONVERSATION)).toEqual(says('See you'));
  await clock.advance(1_000);
  const after = await live(storage);
  expect(after.find(CONVERSATION)).toEqual(says('See you'));
  expect(after.find(id('c1'))).toEqual(says('and elsewhere', id('m1')));
});

it('are gone when they are sent, or emptied', async () => {
  const storage = memoryStorage();
  const before = await live(storage);
  before.keep(CONVERSATION, says('See you'));
  before.keep(CONVERSATION, says(''));
  expect(before.find(CONVERSATION)).toBeUndefined();
  await clock.advance(1_000);
  expect(await storage.getAllKeys()).toEqual([]);
});

it('are shown to nobody else, and wait for their person’s return', async () => {
  const storage = memoryStorage();
  const drafts = await live(storage);
  drafts.keep(CONVERSATION, says('Only mine'));
  drafts.keep(CONVERSATION, says('Only mine to see'));
  await drafts.open(BRUNO);
  expect(drafts.find(CONVERSATION)).toBeUndefined();
  drafts.keep(CONVERSATION, says('And this is mine'));
  await drafts.open(ALICE);
  expect(drafts.find(CONVERSATION)).toEqual(says('Only mine to see'));
});

it('go with their person when they sign out, and leave those of others', async () => {
  const storage = memoryStorage();
  const other = await live(storage, BRUNO);
  other.keep(CONVERSATION, says('Not hers'));
  other.close();
  const drafts = await live(storage);
  drafts.keep(CONVERSATION, says('Never mind'));
  await drafts.clear();
  expect(drafts.find(CONVERSATION)).toBeUndefined();
  expect(await storage.getAllKeys()).toEqual([`duet.drafts/${BRUNO}/${CONVERSATION}`]);
});

it('are the same in all tabs, of which the last to sign out takes them along', async () => {
  const storage = memoryStorage();
  const browser = new Browser();
  const one = await live(storage, ALICE, browser.open());
  const two = await live(storage, ALICE, browser.open());
  one.keep(CONVERSATION, says('Begun here'));
  await clock.advance(1_000);
  expect(two.find(CONVERSATION)).toEqual(says('Begun here'));
  const shown = two.find(CONVERSATION);
  one.keep(id('c1'), says('Another'));
  await clock.advance(1_000);
  expect(two.find(CONVERSATION)).toBe(shown);
  await one.clear();
  two.keep(CONVERSATION, says('Gone on with there'));
  await clock.advance(1_000);
  expect(await storage.getAllKeys()).toHaveLength(2);
  await two.clear();
  expect(await storage.getAllKeys()).toEqual([]);
});

it('do not fall back while they are typed, whatever another tab says', async () => {
  const storage = memoryStorage();
  const browser = new Browser();
  const one = await live(storage, ALICE, browser.open());
  const two = await live(storage, ALICE, browser.open());
  one.keep(CONVERSATION, says('a'));
  two.keep(CONVERSATION, says('ab'));
  await settled();
  two.keep(CONVERSATION, says('abc'));
  one.keep(id('c1'), says('Elsewhere'));
  await settled();
  expect(two.find(CONVERSATION)).toEqual(says('abc'));
  await clock.advance(1_000);
  expect(one.find(CONVERSATION)).toEqual(says('abc'));
});

it('last as long as the app where the storage fails, and what is damaged is no draft', async () => {
  const storage = memoryStorage();
  await storage.setItem(`duet.drafts/${ALICE}/${CONVERSATION}`, '{"text":');
  const drafts = await live({ ...storage, setItem: () => Promise.reject(new Error('full')) });
  expect(drafts.find(CONVERSATION)).toBeUndefined();
  drafts.keep(CONVERSATION, says('Still here'));
  await clock.advance(1_000);
  expect(drafts.find(CONVERSATION)).toEqual(says('Still here'));
});
