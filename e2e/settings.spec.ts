import type { Page } from '@playwright/test';
import { DESKTOP, expect, goOffline, openConversation, rowsOf, send, sendOffline, test } from './demo.ts';

async function openSettings(page: Page): Promise<void> {
  await page.getByTestId('open-settings').click();
  await expect(page.getByTestId('settings')).toBeVisible();
}

test('who turns read receipts off is shown as having received, not as having read', async ({ signIn }) => {
  const alice = await signIn('alice');
  const bruno = await signIn('bruno');
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');
  await send(alice, 'Read with receipts');
  await expect(rowsOf(alice, 'Read with receipts').getByTestId('message-status-read')).toBeVisible();

  await bruno.getByTestId('back').click();
  await openSettings(bruno);
  const receipts = bruno.getByTestId('setting-read-receipts');
  await expect(receipts).toHaveAttribute('aria-checked', 'true');
  await receipts.press('Space');
  await expect(receipts).toHaveAttribute('aria-checked', 'false');
  await expect(receipts).toContainText('not that you have read them');
  await bruno.getByTestId('back').click();

  await send(alice, 'Read in secret');
  await openConversation(bruno, 'Alice');
  await expect(rowsOf(bruno, 'Read in secret')).toHaveCount(1);
  await send(bruno, 'An answer, so that it was read');
  await expect(rowsOf(alice, 'An answer')).toHaveCount(1);
  await expect(rowsOf(alice, 'Read in secret').getByTestId('message-status-delivered')).toBeVisible();
  await expect(rowsOf(alice, 'Read with receipts').getByTestId('message-status-read')).toBeVisible();
  await expect(rowsOf(bruno, 'An answer').getByTestId('message-status-read')).toBeVisible();

  await bruno.reload();
  await bruno.getByTestId('back').click();
  await openSettings(bruno);
  await expect(receipts).toHaveAttribute('aria-checked', 'false');
});

test('who hides their presence is not shown as online, on any screen', async ({ signIn }) => {
  const alice = await signIn('alice');
  const bruno = await signIn('bruno');
  await openConversation(alice, 'Bruno');
  await expect(alice.getByTestId('presence')).toHaveText('Online');
  await openSettings(bruno);
  await bruno.getByTestId('setting-presence').click();
  await expect(alice.getByTestId('presence')).toHaveText('Artist');
});

test('a setting that could not be saved is taken back, and says so', async ({ signIn }) => {
  const alice = await signIn('alice');
  await openSettings(alice);
  await goOffline(alice);
  const presence = alice.getByTestId('setting-presence');
  await presence.click();
  await expect(presence).toHaveAttribute('aria-checked', 'false');
  await expect(alice.getByTestId('settings-error')).toContainText('cannot be reached');
  await expect(presence).toHaveAttribute('aria-checked', 'true');
});

test('signing out asks first when something would be lost', async ({ signIn }) => {
  const alice = await signIn('alice');
  await openConversation(alice, 'Bruno');
  await goOffline(alice);
  await sendOffline(alice, 'Not yet on its way');
  await alice.getByTestId('back').click();
  await openSettings(alice);
  await alice.getByTestId('sign-out').click();
  await expect(alice.getByText('1 message has not been sent yet')).toBeVisible();
  await alice.getByTestId('dialog-cancel').click();
  await alice.getByTestId('back').click();
  await openConversation(alice, 'Bruno');
  await expect(rowsOf(alice, 'Not yet on its way')).toHaveCount(1);

  await alice.context().setOffline(false);
  await expect(rowsOf(alice, 'Not yet').getByTestId('message-status-sent')).toBeVisible({ timeout: 30_000 });
  await alice.getByTestId('back').click();
  await openSettings(alice);
  await alice.getByTestId('sign-out').click();
  await expect(alice.getByTestId('welcome')).toBeVisible();
});

test('signing out everywhere ends the session on the other device too', async ({ signIn }) => {
  const phone = await signIn('alice');
  const laptop = await signIn('alice', DESKTOP);
  await openSettings(laptop);
  await laptop.getByTestId('sign-out-everywhere').click();
  await laptop.getByTestId('dialog-confirm').click();
  await expect(laptop.getByTestId('welcome')).toBeVisible();
  await expect(phone.getByTestId('sign-in-again')).toContainText('Your session on this device has ended');
  await expect(laptop.getByTestId('sign-in-again')).toHaveCount(0);
});
