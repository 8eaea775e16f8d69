import type { Page } from '@playwright/test';
import { DESKTOP, expect, openConversation, PHONE, rowsOf, send, test } from './demo.ts';

const clipboardOf = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

/** What a finger does to the page, without the browser's own gestures. */
async function touch(page: Page, text: string, type: 'touchstart' | 'touchend'): Promise<void> {
  await rowsOf(page, text)
    .getByRole('article')
    .evaluate((target, name) => {
      const { x, y } = target.getBoundingClientRect();
      const finger = new Touch({ identifier: 1, target, clientX: x + 9, clientY: y + 9 });
      const touches = name === 'touchstart' ? [finger] : [];
      const init = { bubbles: true, cancelable: true, changedTouches: [finger] };
      target.dispatchEvent(new TouchEvent(name, { ...init, touches, targetTouches: touches }));
    }, type);
}

test('the menu of a message opens by pointer, right click and keyboard, and closes again', async ({
  signIn,
}) => {
  const alice = await signIn('alice', { ...DESKTOP, permissions: ['clipboard-read', 'clipboard-write'] });
  await openConversation(alice, 'Bruno');
  await send(alice, 'Half past nine at the gate');
  const row = rowsOf(alice, 'Half past nine');
  await expect(row.getByTestId('message-status-sent')).toBeVisible();
  const menu = alice.getByTestId('menu');

  await row.getByRole('article').hover();
  await row.getByTestId('message-menu').click();
  await menu.getByTestId('message-menu-copy').click();
  await expect(alice.getByTestId('toast')).toHaveText('Copied');
  await expect(menu).toHaveCount(0);
  expect(await clipboardOf(alice)).toBe('Half past nine at the gate');

  await row.getByRole('article').click({ button: 'right' });
  await expect(menu).toBeVisible();
  await alice.mouse.click(5, 5);
  await expect(menu).toHaveCount(0);

  await alice.getByTestId('composer-attach').focus();
  await alice.keyboard.press('Shift+Tab');
  await expect(row.getByTestId('message-menu')).toBeFocused();
  await alice.keyboard.press('ArrowUp');
  await expect(row.getByTestId('message-menu')).not.toBeFocused();
  await alice.keyboard.press('ArrowDown');
  await alice.keyboard.press('Enter');
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await alice.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  await expect(row.getByTestId('message-menu')).toBeFocused();

  const line = alice.getByTestId('system-unfold').last();
  await expect(line).toHaveAttribute('tabindex', '-1');
  await expect(async () => {
    await alice.keyboard.press('ArrowUp');
    await expect(line).toBeFocused({ timeout: 100 });
  }).toPass();
  await alice.keyboard.press('Enter');
  await expect(line).toHaveAttribute('aria-expanded', 'true');
  await alice.keyboard.press('ArrowDown');
  await expect(line).not.toBeFocused();
  await expect(alice).toHaveURL(/\/chat\//);
});

test('a finger that stays on a message opens its menu', async ({ signIn }) => {
  const alice = await signIn('alice', { ...PHONE, hasTouch: true, isMobile: true });
  await openConversation(alice, 'Bruno');
  await touch(alice, 'Linen cover if possible', 'touchstart');
  await expect(alice.getByTestId('menu')).toBeVisible();
  await touch(alice, 'Linen cover if possible', 'touchend');
  await alice.getByTestId('menu-outside').click({ position: { x: 5, y: 5 } });
  await expect(alice.getByTestId('menu')).toHaveCount(0);
});
