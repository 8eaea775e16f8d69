import type { Locator, Page } from '@playwright/test';
import { DESKTOP, expect, openConversation, rowsOf, send, test } from './demo.ts';
import { look } from './look.ts';

test('in a page that is read from the right, what was at the left stands at the right, and arrows turn', async ({
  signIn,
}) => {
  const page = await signIn('alice');
  await readFromTheRight(page);
  const row = page.getByTestId('conversation-row').filter({ hasText: 'Bruno' });
  await expectFirst(row.getByRole('img').first(), row.getByText('Bruno Castellani'));
  await look(page, 'rtl-phone-list');

  await openConversation(page, 'Bruno');
  await send(page, 'Is this on the left now?');
  const mine = rowsOf(page, 'on the left now').getByRole('article');
  await expect(mine).toBeVisible();
  await expectFirst(page.getByTestId('back'), page.getByRole('heading', { level: 1 }));
  expect((await middleOf(mine)).x).toBeLessThan(195);
  await expect(page.getByTestId('back').locator('svg')).toHaveCSS('transform', 'matrix(-1, 0, 0, 1, 0, 0)');
  await look(page, 'rtl-phone-conversation');

  await page.goBack();
  await page.getByTestId('open-settings').click();
  await expect(page.getByTestId('settings')).toBeVisible();
  await look(page, 'rtl-phone-settings');
});

test('beside each other, the list stands at the right', async ({ signIn }) => {
  const page = await signIn('bruno', DESKTOP);
  await readFromTheRight(page);
  await openConversation(page, 'Alice');
  await expectFirst(page.getByTestId('conversation-row').first(), page.getByTestId('composer-input'));
  await look(page, 'rtl-desktop-conversation');
});

/** Has the page say that it is read from the right, as a page in Arabic or Hebrew does. */
async function readFromTheRight(page: Page): Promise<void> {
  await page.route(
    (url) => /^\/(chats?(\/|$).*)?$/u.test(url.pathname),
    async (route) => {
      const response = await route.fetch();
      const html = await response.text();
      await route.fulfill({ response, body: html.replace('<html lang="en"', '<html lang="en" dir="rtl"') });
    },
  );
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(page.getByTestId('conversation-row').first()).toBeVisible();
}

/** One stands where a line begins, the other behind it. */
async function expectFirst(one: Locator, other: Locator): Promise<void> {
  expect((await middleOf(one)).x).toBeGreaterThan((await middleOf(other)).x);
}

async function middleOf(locator: Locator): Promise<{ x: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('It is not to be seen.');
  return { x: box.x + box.width / 2 };
}
