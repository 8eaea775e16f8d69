import { Browser, SimulatedTime } from '@duet/testkit';
import { describe, expect, it } from 'vitest';
import type { ChatEvent } from './apply-event.ts';
import {
  selectBooking,
  selectConversation,
  selectConversations,
  selectUnreadTotal,
} from './conversation-view.ts';
import { ALICE, BRUNO, conversation, CONVERSATION, id, message } from './facts.fixture.ts';
import { playHistory, seededRandom } from './history.fixture.ts';
import { memoryStorage, type KeyValueStorage } from './key-value-storage.ts';
import { StateCache } from './state-cache.ts';
import type { ChatState } from './state.ts';
import { Store } from './store.ts';
import { onlyTab, type Tabs } from './tabs.ts';
import { selectMessages } from './thread-message.ts';

const synced = (cursor: string | number): ChatEvent => ({
  type: 'synced',
  cursor: String(cursor),
  hasMore: false,
});

/** A life of the app, from its start to whenever nothing is heard of it any more. */
async function live(
  options: { storage?: KeyValueStorage; time?: SimulatedTime; tabs?: Tabs; owner?: string } = {},
) {
  const { storage = memoryStorage(), time = new SimulatedTime(), tabs = onlyTab, owner = ALICE } = options;
  const store = new Store(() => undefined);
  const kept: string[] = [];
  const clock = { now: () => time.now, after: time.after.bind(time) };
  const cache = new StateCache({
    storage,
    tabs,
    clock,
    store,
    newId: () => String(Math.random()),
    onKept: (conversationId, { lastSeq }) => kept.push(`${conversationId} ${lastSeq}`),
  });
  store.dispatch({ type: 'user', userId: owner });
  const opened = cache.open(owner);
  await time.pass(10_000);
  await opened;
  return { storage, time, store, cache, kept };
}

/** All that a person may see of a state. */
function shownBy(state: ChatState) {
  const list = selectConversations(state, 'customer');
  return {
    list,
    threads: Object.keys(state.conversations).map((one) => selectMessages(state, one)),
    booking: selectBooking(state, id('b0')),
    unread: selectUnreadTotal(state, 'customer'),
  };
}

describe('a state that is kept', () => {
  it('is there again in another life, as far as a person can see', async () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const first = await live();
      const { facts } = playHistory(seededRandom(seed), 40);
      first.store.dispatch(...facts, { type: 'unreadTotal', role: 'customer', count: 3 }, synced(1));
      await first.time.pass(2_000);
      const second = await live({ storage: first.storage });
      expect(shownBy(second.store.getState())).toEqual(shownBy(first.store.getState()));
      expect(second.store.getState().syncCursor).toBe('1');
    }
  });

  it('is the newest of it, and says what is left to load', async () => {
    const first = await live();
    const count = 130;
    for (let n = 1; n <= count; n += 1) {
      const conversationId = id(`c${n}`);
      const messages = Array.from({ length: 70 }, (_, index) => message(n + index, { conversationId }));
      first.store.dispatch(
        {
          type: 'conversation',
          conversation: { ...conversation(1, { lastSeq: n + 69 }), id: conversationId },
        },
        { type: 'messages', conversationId, messages, floor: n },
        synced(n),
      );
      if (n % 40 === 0) await first.time.pass(2_000);
    }
    await first.time.pass(2_000);
    const { store } = await live({ storage: first.storage });
    const list = selectConversations(store.getState(), 'customer').map((one) => one.id);
    expect(list).toEqual(Array.from({ length: 100 }, (_, index) => id(`c${count - index}`)));
    const newest = store.getState().conversations[list[0] ?? ''];
    expect(newest).toMatchObject({ floor: count + 20, lastSeq: count + 69 });
    expect(newest?.messages.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 50 }, (_, i) => count + 20 + i),
    );
    expect(await first.storage.getAllKeys()).toHaveLength(100 + 2);
  });

  it('holds what its newest messages answer, however old that is', async () => {
    const first = await live();
    const messages = [
      message(3),
      ...Array.from({ length: 70 }, (_, index) =>
        message(101 + index, {
          replyToId: index === 60 ? message(3).id : index === 5 ? message(4).id : null,
        }),
      ),
    ];
    first.store.dispatch(
      { type: 'conversation', conversation: conversation(1, { lastSeq: 170 }) },
      { type: 'messages', conversationId: CONVERSATION, messages: [message(4), ...messages], floor: 101 },
      synced(1),
    );
    await first.time.pass(2_000);
    const { store } = await live({ storage: first.storage });
    const { messages: kept, floor } = store.getState().conversations[CONVERSATION]!;
    expect(kept.map(({ seq }) => seq)).toEqual([3, ...Array.from({ length: 50 }, (_, n) => 121 + n)]);
    expect(floor).toBe(121);
  });

  it('is not worth anything before a cursor covers it', async () => {
    const first = await live();
    first.store.dispatch({ type: 'conversation', conversation: conversation(1) });
    await first.time.pass(2_000);
    expect(await first.storage.getAllKeys()).toEqual([]);
    expect(first.kept).toEqual([]);
  });

  it('is written at once and then once a second, and only what is new', async () => {
    const items = memoryStorage();
    const names: string[] = [];
    const setItem = (key: string, value: string) => {
      names.push(key.slice(key.lastIndexOf('/') + 1));
      return items.setItem(key, value);
    };
    const { store, time, kept } = await live({ storage: { ...items, setItem } });
    const say = (seq: number, conversationId = CONVERSATION) =>
      store.dispatch({
        type: 'messages',
        conversationId,
        messages: [message(seq, { conversationId })],
        floor: 1,
      });
    store.dispatch(
      { type: 'conversation', conversation: conversation(1) },
      { type: 'conversation', conversation: { ...conversation(1), id: id('c1') } },
      synced(1),
    );
    await time.pass(0);
    expect(names.splice(0)).toEqual(['bookings', CONVERSATION, id('c1'), 'head']);
    for (const seq of [1, 2, 3]) say(seq);
    store.dispatch({ type: 'typing', conversationId: id('c1'), typing: true });
    await time.pass(500);
    expect(names).toEqual([]);
    await time.pass(600);
    expect(names).toEqual([CONVERSATION]);
    expect(kept.at(-1)).toBe(`${CONVERSATION} 3`);
  });

  it('stays with its person, until they sign out', async () => {
    const alice = await live();
    alice.store.dispatch({ type: 'conversation', conversation: conversation(1) }, synced(1));
    await alice.time.pass(2_000);
    const { storage } = alice;
    const bruno = await live({ storage, owner: BRUNO });
    expect(bruno.store.getState().conversations).toEqual({});
    bruno.store.dispatch(synced(7));
    await bruno.time.pass(2_000);

    const back = await live({ storage });
    expect(back.store.getState().conversations).not.toEqual({});
    back.store.dispatch({ type: 'messages', conversationId: CONVERSATION, messages: [message(1)] });
    await back.cache.clear();
    await back.time.pass(2_000);
    const keys = await storage.getAllKeys();
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) expect(key).toContain(BRUNO);
  });
});

describe('a storage', () => {
  const opened = (...ids: string[]) =>
    ids.map((one) => ({ type: 'conversation', conversation: { ...conversation(1), id: one } }) as const);

  /** What another life finds when it looks. */
  async function foundIn(storage: KeyValueStorage) {
    const { conversations, syncCursor } = (await live({ storage })).store.getState();
    return { ids: Object.keys(conversations), syncCursor };
  }

  const torn = (text: string) => text.slice(0, -5);
  const otherTime = (text: string) => text.replace('"version":2', '"version":1');
  const otherContract = (text: string) => text.replaceAll('"lastMessageAt"', '"lastSaidAt"');
  const nonsense = () => '[null]';

  it.each<[string, string, (text: string) => string, string[]]>([
    ['a torn record', CONVERSATION, torn, [id('c1')]],
    ['a record that the contract does not know', CONVERSATION, otherContract, [id('c1')]],
    ['a nonsensical record', CONVERSATION, nonsense, [id('c1')]],
    ['torn bookings', 'bookings', torn, [CONVERSATION, id('c1')]],
    ['a torn head', 'head', torn, []],
    ['a head of another time', 'head', otherTime, []],
    ['a nonsensical head', 'head', nonsense, []],
  ])('with %s costs what it must and no more', async (_what, name, damage, ids) => {
    const { storage, store, time } = await live();
    store.dispatch(...opened(CONVERSATION, id('c1')), synced(1));
    await time.pass(2_000);
    const key = `duet.cache/${ALICE}/${name}`;
    await storage.setItem(key, damage((await storage.getItem(key)) ?? ''));
    expect(await foundIn(storage)).toEqual({ ids, syncCursor: name === 'head' ? undefined : '1' });
  });

  it.each([
    ['getItem', '2'],
    ['getAllKeys', '1'],
    ['setItem', '1'],
    ['removeItem', '1'],
  ] as const)(
    'whose %s fails harms nobody, and what is not kept is not said to be',
    async (broken, cursor) => {
      const { storage, store, time } = await live();
      store.dispatch(...opened(id('c1')), synced(1));
      await time.pass(2_000);
      const fail = () => Promise.reject(new Error('full'));
      const next = await live({ storage: { ...storage, [broken]: fail } });
      next.store.dispatch({ type: 'reset' }, ...opened(CONVERSATION), synced(2));
      await next.time.pass(5_000);
      expect(next.kept.includes(`${CONVERSATION} 0`)).toBe(cursor === '2');
      expect(await foundIn(storage)).toMatchObject({ syncCursor: cursor });
      await next.cache.clear();
    },
  );

  it('that does not answer is not waited for', async () => {
    const never = () => new Promise<never>(() => undefined);
    const { store } = await live({ storage: { ...memoryStorage(), getItem: never } });
    expect(store.getState().conversations).toEqual({});
  });
});

/** What a server has said of four conversations that were opened empty, in order; a cursor is how much of it. */
function playMany(random: () => number): ChatEvent[] {
  const ids = [0, 1, 2, 3].map((n) => id(`c${n}`));
  const counts = new Map(ids.map((one) => [one, 0]));
  let version = 1;
  const view = (conversationId: string): ChatEvent => {
    const lastSeq = counts.get(conversationId) ?? 0;
    const seen = conversation((version += 1), { lastSeq, me: { unreadCount: lastSeq } });
    return { type: 'conversation', conversation: { ...seen, id: conversationId } };
  };
  const opened = ids.flatMap((conversationId): ChatEvent[] => [
    view(conversationId),
    { type: 'messages', conversationId, messages: [], floor: 1 },
  ]);
  const said = Array.from({ length: 24 }, (): ChatEvent => {
    const conversationId = ids[Math.floor(random() * ids.length)]!;
    if (random() < 0.3) return view(conversationId);
    const seq = (counts.get(conversationId) ?? 0) + 1;
    counts.set(conversationId, seq);
    return { type: 'messages', conversationId, messages: [message(seq, { conversationId })], lastSeq: seq };
  });
  return [...opened, ...said];
}

/** A disk that outlives the app, slowly; after its `killAt`-th change it hears nothing more of this life. */
function diskFor(disk: Map<string, string>, time: SimulatedTime, random: () => number, killAt = Infinity) {
  let changes = 0;
  const change = async (work: () => void) => {
    await new Promise<void>((resolve) => time.after(random() * 30, resolve));
    if ((changes += 1) > killAt) return new Promise<void>(() => undefined);
    work();
  };
  const storage: KeyValueStorage = {
    getAllKeys: async () => [...disk.keys()],
    getItem: async (key) => disk.get(key) ?? null,
    setItem: (key, value) => change(() => disk.set(key, value)),
    removeItem: (key) => change(() => disk.delete(key)),
  };
  return { storage, isDead: () => changes > killAt };
}

describe('an app that is killed', () => {
  /**
   * Told what came after its cursor, who opens with this disk knows all there is of each conversation, or knows that
   * it has to be loaded. How many need not.
   */
  async function expectCompletable(disk: Map<string, string>, facts: readonly ChatEvent[], at: string) {
    const time = new SimulatedTime();
    const { store } = await live({ ...diskFor(disk, time, () => 0), time });
    store.dispatch(...facts.slice(Number(store.getState().syncCursor ?? 0)));
    const fresh = new Store(() => undefined);
    fresh.dispatch({ type: 'user', userId: ALICE }, ...facts);
    const { conversations } = store.getState();
    const whole = Object.keys(conversations).filter((one) => {
      const { floor, snapshot } = conversations[one] ?? {};
      return floor !== undefined && snapshot !== undefined;
    });
    for (const conversationId of whole) {
      const [view, truth] = [store, fresh].map((one) => selectConversation(one.getState(), conversationId));
      expect(view, at).toEqual(truth);
      const [thread, whole] = [store, fresh].map((one) => selectMessages(one.getState(), conversationId));
      expect(thread, at).toEqual(whole);
    }
    return whole.length;
  }

  it('at any point keeps nothing that its cursor is ahead of', async () => {
    for (let killAt = 1; ; killAt += 1) {
      const random = seededRandom(7);
      const facts = playMany(random);
      const time = new SimulatedTime();
      const disk = new Map<string, string>();
      const { storage, isDead } = diskFor(disk, time, random, killAt);
      const { store } = await live({ storage, time });
      for (const [index, fact] of facts.entries()) {
        store.dispatch(fact, synced(index + 1));
        await time.pass(random() * 1_000);
      }
      await time.pass(3_000);
      expect(await expectCompletable(disk, facts, `killed at ${killAt}`)).toBe(4);
      if (!isDead()) break;
    }
  });

  it.each([
    ['by turns', true],
    ['without locks, all at once', false],
  ])(
    'in any of several tabs that write %s, keeps no such thing either',
    async (_how, locks) => {
      let whole = 0;
      for (let seed = 1; seed <= 25; seed += 1) {
        const random = seededRandom(seed);
        const facts = playMany(random);
        const time = new SimulatedTime();
        const disk = new Map<string, string>();
        const browser = new Browser();
        const open = async () => {
          const tab = browser.open();
          const { storage } = diskFor(disk, time, random, random() < 0.5 ? 5 + random() * 40 : Infinity);
          const { store } = await live({ storage, time, tabs: locks ? tab : onlyTab });
          return { tab, store, known: Number(store.getState().syncCursor ?? 0) };
        };
        const tabs = [await open(), await open()];
        for (let step = 0; step < 60; step += 1) {
          const place = Math.floor(random() * 2);
          const one = tabs[place]!;
          if (random() < 0.05) {
            one.tab.crash();
            tabs[place] = await open();
          } else if (one.known < facts.length) {
            one.store.dispatch(facts[one.known]!, synced((one.known += 1)));
          }
          await time.pass(random() * 800);
          if (random() < 0.5) continue;
          whole += await expectCompletable(disk, facts, `seed ${seed}, step ${step}`);
        }
      }
      expect(whole).toBeGreaterThan(500);
    },
    30_000,
  );
});

describe('two tabs of one person', () => {
  it('keep by turns, and one that signs out leaves it to the other', async () => {
    const browser = new Browser();
    const storage = memoryStorage();
    const one = await live({ storage, tabs: browser.open() });
    const two = await live({ storage, tabs: browser.open() });
    for (const { store } of [one, two]) {
      store.dispatch({ type: 'conversation', conversation: conversation(1) }, synced(1));
    }
    await one.time.pass(2_000);
    await two.time.pass(2_000);
    expect([one.kept, two.kept]).toEqual([[`${CONVERSATION} 0`], []]);
    await one.cache.clear();
    await two.time.pass(2_000);
    expect(two.kept).toEqual([`${CONVERSATION} 0`]);
    const three = await live({ storage, tabs: browser.open() });
    expect(three.store.getState().conversations).not.toEqual({});
    await three.cache.clear();
    await two.cache.clear();
    expect(await storage.getAllKeys()).toEqual([]);
  });
});
