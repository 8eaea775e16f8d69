import { demoId } from '@duet/server/demo/seed.ts';
import { Device, person } from '@duet/testkit';
import type { Page, Route } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { DESKTOP, expect, openConversation, PHONE, rowsOf, send, test } from './demo.ts';
import { LONG, lengthen } from './long-conversation.ts';
import { watchRowRenders } from './row-renders.ts';

const thread = (page: Page) => page.getByRole('log', { name: 'Messages' });
const rows = (page: Page) => thread(page).getByTestId('message-row');
const pill = (page: Page) => page.getByTestId('to-newest');

/** The whole text of a message of the long conversation begins so. */
const message = (n: number) => `Message ${n}.`;

const scroll = (page: Page, deltaY: number) =>
  thread(page).evaluate((node, by) => node.scrollBy(0, by), deltaY);

const brunosPhone = (url: string) => Device.connect(url, person(demoId('bruno'), 'Bruno', ['artist']));

const say = (phone: Device, content: string) =>
  phone.emit('message:send', {
    conversationId: LONG,
    clientMessageId: randomUUID(),
    type: 'text',
    content,
  });

test('in a conversation of a thousand, sending renders three rows at most, and typing none', async ({
  server,
  signIn,
}) => {
  await lengthen(server.databaseUrl, 1_000);
  const alice = await signIn('alice');
  const renders = await watchRowRenders(alice);
  const atOpening = await renders.during(async () => {
    await openConversation(alice, 'Bruno');
    const readBack = async () => {
      await scroll(alice, -1e6);
      return rows(alice).count();
    };
    await expect.poll(readBack).toBeGreaterThanOrEqual(150);
    await pill(alice).click();
    await expect(rowsOf(alice, message(1_000))).toBeInViewport();
  });
  // All that are shown: React tells.
  expect(atOpening.size).toBeGreaterThanOrEqual(150);

  await test.step('own typing', async () => {
    const typing = renders.during(() => alice.getByTestId('composer-input').pressSequentially('On Sunday?'));
    expect([...(await typing)]).toEqual([]);
  });
  await test.step('own sending, through to the tick', async () => {
    const sending = await renders.during(async () => {
      await alice.getByTestId('composer-input').press('Enter');
      await expect(rowsOf(alice, 'On Sunday?').getByTestId('message-status-sent')).toBeVisible();
    });
    expect(sending.size).toBeGreaterThan(0);
    expect(sending.size).toBeLessThanOrEqual(3);
  });
  const bruno = await brunosPhone(server.url);
  await test.step("the other's typing", async () => {
    const typing = renders.during(async () => {
      await bruno.emit('join:conversation', { conversationId: LONG });
      await bruno.emit('typing:start', { conversationId: LONG });
      await expect(alice.getByTestId('typing-indicator')).toBeVisible();
      await bruno.emit('typing:stop', { conversationId: LONG });
      await expect(alice.getByTestId('typing-indicator')).toBeHidden();
    });
    expect([...(await typing)]).toEqual([]);
  });
  await test.step("the other's message, and their having read", async () => {
    const arriving = await renders.during(async () => {
      await say(bruno, 'Sunday it is');
      await expect(rowsOf(alice, 'Sunday it is')).toBeInViewport();
      await bruno.emit('message:read', { conversationId: LONG, upToSeq: 1_001 });
      await expect(rowsOf(alice, 'On Sunday?').getByTestId('message-status-read')).toBeVisible();
    });
    expect(arriving.size).toBeLessThanOrEqual(3);
  });
  bruno.close();
});

for (const [size, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
  test(`five older pages that load while messages arrive move no row, on a ${size}`, async ({
    server,
    signIn,
  }) => {
    await lengthen(server.databaseUrl, 1_000);
    const alice = await signIn('alice', viewport);
    await openConversation(alice, 'Bruno');
    await expect(rowsOf(alice, message(1_000))).toBeInViewport();
    const bruno = await brunosPhone(server.url);
    let written = 0;
    const arrive = async (): Promise<void> => {
      written += 1;
      await say(bruno, `Meanwhile ${written}.`);
      await expect(pill(alice)).toContainText(`${written} new`);
    };

    // Each page is held back until its reader has come to rest, at the very top or near it.
    const held: Route[] = [];
    await alice.route(/\/messages\?beforeSeq=/, (route) => void held.push(route));
    for (const [page, restAt] of [0, 120, 0, 300, 0].entries()) {
      const rest = async () => {
        await thread(alice).evaluate((node, top) => void (node.scrollTop = top), restAt);
        return held.length;
      };
      await expect.poll(rest).toBe(page + 1);
      const { frames, drift } = await watchAnchor(alice, async () => {
        await arrive();
        let loading = true;
        const loaded = (async () => {
          await held[page]?.continue();
          await expect(rowsOf(alice, message(1_000 - 30 * (page + 2) + 1))).toHaveCount(1);
          loading = false;
        })();
        while (loading) await arrive();
        await loaded;
        await arrive();
      });
      expect(frames).toBeGreaterThan(0);
      expect(drift).toBeLessThanOrEqual(1);
    }
    bruno.close();
    await pill(alice).click();
    await expect(rowsOf(alice, `Meanwhile ${written}.`)).toBeInViewport();
  });

  test(`a conversation with more than a page unread opens at the first of it, on a ${size}`, async ({
    server,
    signIn,
  }) => {
    await lengthen(server.databaseUrl, 1_000, 75);
    const alice = await signIn('alice', viewport);
    await openConversation(alice, 'Bruno');
    await expect(alice.getByTestId('unread-divider')).toBeInViewport();
    await expect(rowsOf(alice, message(926))).toBeInViewport();
    await expect(rowsOf(alice, message(1_000))).not.toBeInViewport();
    // Whoever reads on comes to the end, over all that lies between.
    for (let n = 928; n <= 1_000; n += 8) {
      await rowsOf(alice, message(n)).scrollIntoViewIfNeeded();
      await expect(rowsOf(alice, message(n))).toBeInViewport();
    }
    await expect(pill(alice)).toHaveCount(0);
    const bruno = await brunosPhone(server.url);
    await say(bruno, 'And this');
    await expect(rowsOf(alice, 'And this')).toBeInViewport();
    bruno.close();
    await send(alice, 'I have read it all');
    await expect(rowsOf(alice, 'I have read it all')).toBeInViewport();
  });

  test(`with all that is unread in sight it follows what arrives, on a ${size}`, async ({
    server,
    signIn,
  }) => {
    await lengthen(server.databaseUrl, 100, 2);
    const alice = await signIn('alice', viewport);
    const bruno = await brunosPhone(server.url);
    await openConversation(alice, 'Bruno');
    await expect(rowsOf(alice, message(100))).toBeInViewport();
    await say(bruno, 'And this');
    await expect(rowsOf(alice, 'And this')).toBeInViewport();
    await expect(pill(alice)).toHaveCount(0);
    bruno.close();
  });

  test(`with many pages unread it opens there too, and a tap leads to the newest, on a ${size}`, async ({
    server,
    signIn,
  }) => {
    await lengthen(server.databaseUrl, 1_000, 900);
    const alice = await signIn('alice', viewport);
    await openConversation(alice, 'Bruno');
    await expect(alice.getByTestId('unread-divider')).toBeInViewport();
    await expect(rowsOf(alice, message(101))).toBeInViewport();
    await expect(pill(alice)).toContainText(/^8\d\d new|^900 new/);
    // What lies between is loaded as it is read; what was read first gives way.
    for (const last of [145, 175, 205, 235, 265, 295, 325]) {
      // Again, should the thread still have been finding its place.
      await expect(async () => {
        await scroll(alice, 1e6);
        await expect(rowsOf(alice, message(last))).toHaveCount(1, { timeout: 2_000 });
      }).toPass();
    }
    await expect(rowsOf(alice, message(101))).toHaveCount(0);
    await expect(rows(alice)).toHaveCount(200);
    await pill(alice).click();
    await expect(rowsOf(alice, message(1_000))).toBeInViewport();
    await expect(pill(alice)).toHaveCount(0);
    await send(alice, 'So much news');
    await expect(rowsOf(alice, 'So much news')).toBeInViewport();
  });
}

/**
 * Watches the first message in sight, in every frame that is painted while something is done: how many frames, and by
 * how many pixels it moved at most.
 */
async function watchAnchor(
  page: Page,
  action: () => Promise<void>,
): Promise<{ frames: number; drift: number }> {
  await thread(page).evaluate((list) => {
    const edge = list.getBoundingClientRect().top;
    const anchor = [...list.querySelectorAll('[role="article"]')].find(
      (bubble) => bubble.getBoundingClientRect().top >= edge,
    );
    if (!anchor) throw new Error('There is no message in sight.');
    const start = anchor.getBoundingClientRect().top;
    const watched = { frames: 0, drift: 0, over: false };
    const look = (): void => {
      watched.frames += 1;
      watched.drift = Math.max(watched.drift, Math.abs(anchor.getBoundingClientRect().top - start));
      if (!anchor.isConnected) watched.drift = Infinity;
      if (!watched.over) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    Object.assign(window, { watched });
  });
  await action();
  return page.evaluate(() => {
    const { watched } = window as unknown as { watched: { frames: number; drift: number; over: boolean } };
    watched.over = true;
    return { frames: watched.frames, drift: watched.drift };
  });
}
