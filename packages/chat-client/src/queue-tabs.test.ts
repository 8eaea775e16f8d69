import { describe, expect, it } from 'vitest';
import { ApiError } from './api-error.ts';
import { ALICE, contentOf, id } from './facts.fixture.ts';
import { memoryStorage } from './key-value-storage.ts';
import { manualClock, settled } from './manual-clock.fixture.ts';
import { OfflineMessageQueue } from './offline-message-queue.ts';
import { onlyTab, type Tabs } from './tabs.ts';
import { Browser } from '@duet/testkit';

const CONVERSATION = id('c1');
const refusal = new ApiError({ code: 'empty', message: 'x', retryable: false, requestId: 'r' });

/** What all tabs share: a storage, and a server that answers when it is told to. */
function setUp() {
  const storage = memoryStorage();
  const clock = manualClock();
  const sent: { tab: string; content: string | undefined }[] = [];
  let answer = (_error?: Error): void => undefined;

  async function open(name: string, tabs: Tabs) {
    const queue = new OfflineMessageQueue({ storage, tabs, clock, random: () => 0.5 });
    let shown: readonly (string | undefined)[] = [];
    queue.subscribe((_, entries) => (shown = entries.map(contentOf)));
    await queue.restore(ALICE);
    queue.processQueue((entry) => {
      sent.push({ tab: name, content: contentOf(entry) });
      return new Promise((resolve, reject) => {
        answer = (error) => (error ? reject(error) : resolve());
      });
    });
    await settled();
    return {
      queue,
      shown: () => shown,
      write: (content: string) => {
        const draft = { type: 'text', content, clientMessageId: id(content) } as const;
        queue.enqueueMessage({ conversationId: CONVERSATION, draft });
        return settled();
      },
    };
  }
  const reply = (error?: Error) => {
    answer(error);
    return settled();
  };
  return { sent, storage, open, reply };
}

describe('two tabs of one person', () => {
  it('show the same queue, and one of them sends it, in the order of writing', async () => {
    const { sent, open, reply } = setUp();
    const browser = new Browser();
    const one = await open('one', browser.open());
    const two = await open('two', browser.open());
    await two.write('a');
    await one.write('b');
    await two.write('c');
    expect(one.shown()).toEqual(['a', 'b', 'c']);
    expect(two.shown()).toEqual(['a', 'b', 'c']);
    for (const rest of [['b', 'c'], ['c'], []]) {
      await reply();
      expect(one.shown()).toEqual(rest);
      expect(two.shown()).toEqual(rest);
    }
    expect(sent).toEqual(['a', 'b', 'c'].map((content) => ({ tab: 'one', content })));
  });

  it('change a message behind it where the other tab may have sent it', async () => {
    const { sent, open, reply } = setUp();
    const browser = new Browser();
    await open('one', browser.open());
    const two = await open('two', browser.open());
    await two.write('a');
    await two.write('b');
    const edited = {
      conversationId: CONVERSATION,
      clientMessageId: id('b'),
      editId: id('ed'),
      content: 'b2',
    };
    two.queue.enqueueEdit(edited);
    await settled();
    for (let n = 0; n < 3; n += 1) await reply();
    expect(sent).toEqual(['a', 'b', 'b2'].map((content) => ({ tab: 'one', content })));
    expect(two.shown()).toEqual([]);
  });

  it('relieve each other: when one closes or crashes, the other goes on with what is left', async () => {
    for (const end of ['close', 'crash'] as const) {
      const { sent, open, reply } = setUp();
      const browser = new Browser();
      const tab = browser.open();
      const one = await open('one', tab);
      const two = await open('two', browser.open());
      await one.write('a');
      await one.write('b');
      await reply();
      expect(sent.at(-1)).toEqual({ tab: 'one', content: 'b' });
      if (end === 'close') await one.queue.pause();
      else tab.crash();
      await settled();
      expect(sent.at(-1)).toEqual({ tab: 'two', content: 'b' });
      await reply();
      expect(two.shown()).toEqual([]);
      expect(sent).toHaveLength(3);
    }
  });

  it('learn of a failure in both, and can retry or discard it in either', async () => {
    const { sent, open, reply } = setUp();
    const browser = new Browser();
    const one = await open('one', browser.open());
    const two = await open('two', browser.open());
    await two.write('a');
    await two.write('b');
    await reply(refusal);
    await reply(refusal);
    const failuresIn = ({ queue }: typeof one) =>
      ['a', 'b'].map((key) => queue.find(id(key))?.failure?.code ?? 'none');
    expect([failuresIn(one), failuresIn(two)]).toEqual([Array(2).fill('empty'), Array(2).fill('empty')]);
    two.queue.remedies.discard(id('a'));
    two.queue.remedies.retry(id('b'));
    await settled();
    expect([one.shown(), two.shown()]).toEqual([['b'], ['b']]);
    expect(failuresIn(one)).toEqual(['none', 'none']);
    expect(sent.at(-1)).toEqual({ tab: 'one', content: 'b' });
  });

  it('that are killed between storing and telling leave it to the next to tell', async () => {
    const { sent, open } = setUp();
    const browser = new Browser();
    await open('one', browser.open());
    const tab = browser.open();
    const mute = { ...tab, share: () => ({ tell: () => undefined, end: () => undefined }) };
    const two = await open('two', mute);
    await two.write('a');
    tab.crash();
    expect(sent).toEqual([]);
    await open('three', browser.open());
    expect(sent).toEqual([{ tab: 'one', content: 'a' }]);
  });

  it('sign out one by one: the queue is kept for the one that stays', async () => {
    const { sent, storage, open } = setUp();
    const browser = new Browser();
    const one = await open('one', browser.open());
    const two = await open('two', browser.open());
    await one.write('a');
    await one.queue.clear();
    await settled();
    expect(two.shown()).toEqual(['a']);
    expect(sent.map(({ tab }) => tab)).toEqual(['one', 'two']);
    await two.queue.clear();
    expect(await storage.getAllKeys()).toEqual([]);
  });

  it('without locks send the same line in the same order: only repeats, which the server knows by their ids', async () => {
    const { sent, open } = setUp();
    const one = await open('one', onlyTab);
    await one.write('a');
    await one.write('b');
    await open('two', onlyTab);
    expect(sent).toEqual([
      { tab: 'one', content: 'a' },
      { tab: 'two', content: 'a' },
    ]);
  });
});
