import type { Page } from '@playwright/test';
import { bannerOf, expect, goOffline, openConversation, rowsOf, sendOffline, test } from './demo.ts';

/** Another tab of the same browser, in which the same person signs in. */
async function anotherTab(page: Page, address: string, firstName: string): Promise<Page> {
  const tab = await page.context().newPage();
  await tab.goto(address);
  await tab.getByTestId(`demo-person-${firstName}`).click();
  await expect(tab.getByTestId('conversation-row').first()).toBeVisible();
  return tab;
}

const inOrder = (texts: readonly string[]) => texts.map((text) => new RegExp(text));

test('what was written offline is sent once and in order, though the tab was killed in between', async ({
  signIn,
  server,
}) => {
  const alice = await signIn('alice');
  const bruno = await signIn('bruno');
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');
  await goOffline(alice);
  const said = ['Written in a tunnel, one', 'Written in a tunnel, two'];
  for (const text of said) await sendOffline(alice, text);

  const context = alice.context();
  await alice.close({ runBeforeUnload: false });
  await context.setOffline(false);
  const again = await context.newPage();
  await again.goto(server.url);
  await again.getByTestId('demo-person-alice').click();
  await expect(rowsOf(bruno, 'in a tunnel')).toHaveText(inOrder(said));
  await openConversation(again, 'Bruno');
  await expect(rowsOf(again, 'in a tunnel')).toHaveText(inOrder(said));
  await expect(rowsOf(again, said[1] ?? '').getByTestId('message-status-read')).toBeVisible();
});

test('two tabs show one queue, and the one that stays sends what the other leaves', async ({
  signIn,
  server,
}) => {
  const alice = await signIn('alice');
  const second = await anotherTab(alice, server.url, 'alice');
  const bruno = await signIn('bruno');
  await openConversation(alice, 'Bruno');
  await openConversation(second, 'Bruno');
  await openConversation(bruno, 'Alice');
  await goOffline(alice);
  await expect(bannerOf(second)).toBeVisible({ timeout: 60_000 });
  const said = ['Tab one, then', 'then tab two', 'and then tab one again'];
  await sendOffline(alice, said[0] ?? '');
  await expect(rowsOf(second, said[0] ?? '')).toHaveCount(1);
  await sendOffline(second, said[1] ?? '');
  await expect(rowsOf(alice, said[1] ?? '')).toHaveCount(1);
  await sendOffline(alice, said[2] ?? '');
  await expect(rowsOf(second, said[2] ?? '')).toHaveCount(1);

  const context = alice.context();
  await alice.close({ runBeforeUnload: false });
  await context.setOffline(false);
  for (const page of [bruno, second]) {
    await expect(rowsOf(page, 'then')).toHaveText(inOrder(said), { timeout: 30_000 });
  }
  await expect(rowsOf(second, said[2] ?? '').getByTestId('message-status-read')).toBeVisible();
});
