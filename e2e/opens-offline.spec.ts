import type { Page } from '@playwright/test';
import { bannerOf, expect, openConversation, rowsOf, send, test } from './demo.ts';
import { keptBy } from './kept.ts';

/** The page still loads, as from an app's own bundle; what it asks the server for does not come. */
async function cutOff(page: Page): Promise<void> {
  await page.route('**/api/**', (route) => route.abort());
  await page.routeWebSocket('**/socket.io/**', (socket) => socket.close());
}

/** Whether the device, which writes once a second, keeps that the artist has read up to the message that says this. */
async function keepsRead(page: Page, text: string): Promise<boolean> {
  const kept = [...(await keptBy(page)).values()].find(
    (one) => one.includes(text) && one.includes('watermarks'),
  );
  const { body } = JSON.parse(kept ?? '{}') as {
    body?: { lastSeq: number; watermarks: { artist: { read: number } } };
  };
  return body !== undefined && body.watermarks.artist.read === body.lastSeq;
}

test('opens with what it knew, without a server, and keeps what is written then', async ({ signIn }) => {
  const alice = await signIn('alice');
  const bruno = await signIn('bruno');
  await openConversation(alice, 'Bruno');
  await send(alice, 'See you on Saturday');
  await openConversation(bruno, 'Alice');
  await expect(rowsOf(alice, 'See you on Saturday').getByTestId('message-status-read')).toBeVisible();
  await alice.goBack();
  const list = alice.getByTestId('conversation-row').filter({ visible: true });
  await expect(list.filter({ hasText: 'See you on Saturday' })).toBeVisible();
  const known = await list.allTextContents();
  await expect.poll(() => keepsRead(alice, 'See you on Saturday')).toBe(true);

  await cutOff(alice);
  await alice.reload();
  await expect(list).toHaveText(known);
  await expect(bannerOf(alice)).toBeVisible({ timeout: 30_000 });
  await expect(list).toHaveText(known);
  await openConversation(alice, 'Bruno');
  await expect(rowsOf(alice, 'See you on Saturday').getByTestId('message-status-read')).toBeVisible();
  await send(alice, 'Written before the server was back');
  await expect(rowsOf(alice, 'Written before').getByTestId('message-status-queued')).toBeVisible();
});
