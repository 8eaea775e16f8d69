import type { Page } from '@playwright/test';
import {
  chooseInList as choose,
  conversationRow as rowOf,
  DESKTOP,
  expect,
  goOffline,
  openConversation,
  send,
  test,
} from './demo.ts';

const firstRow = (page: Page) => page.getByTestId('conversation-row').filter({ visible: true }).first();
const badgeOf = (page: Page, name: string) => rowOf(page, name).getByTestId('unread-badge');

test('a conversation pinned on one device stands first on the other, until it is archived', async ({
  signIn,
}) => {
  const phone = await signIn('alice');
  const laptop = await signIn('alice', DESKTOP);
  await expect(firstRow(phone)).not.toContainText('Dora');
  await choose(phone, 'Dora', 'conversation-pin');
  for (const page of [phone, laptop]) {
    await expect(firstRow(page)).toContainText('Dora');
    await expect(firstRow(page).getByRole('img', { name: 'Pinned' })).toBeVisible();
  }
  await choose(laptop, 'Dora', 'conversation-archive');
  await expect(rowOf(phone, 'Dora')).toHaveCount(0);
  await laptop.getByTestId('toast-undo').click();
  await expect(firstRow(phone)).toContainText('Dora');
  await choose(phone, 'Dora', 'conversation-unpin');
  await expect(firstRow(laptop)).not.toContainText('Dora');
});

test('what is pinned without a network is pinned, there and elsewhere, when there is one again', async ({
  signIn,
}) => {
  const phone = await signIn('alice');
  const laptop = await signIn('alice', DESKTOP);
  await goOffline(phone);
  await choose(phone, 'Dora', 'conversation-pin');
  await expect(firstRow(phone)).toContainText('Dora');
  await phone.context().setOffline(false);
  await expect(firstRow(laptop)).toContainText('Dora');
});

test('a muted conversation keeps what is unread in it, and the total leaves it out', async ({ signIn }) => {
  const phone = await signIn('alice');
  const laptop = await signIn('alice', DESKTOP);
  const bruno = await signIn('bruno');
  const total = phone.getByTestId('total-unread');
  const before = (await total.isVisible()) ? Number(await total.textContent()) : 0;

  // By the keyboard: the second menu has the focus as the first had.
  await rowOf(laptop, 'Bruno').focus();
  await laptop.keyboard.press('Tab');
  await laptop.keyboard.press('Enter');
  await expect(laptop.getByTestId('conversation-mute')).toBeVisible();
  await expect(laptop.getByRole('menuitem').first()).toBeFocused();
  for (const _ of [1, 2]) await laptop.keyboard.press('ArrowDown');
  await expect(laptop.getByTestId('conversation-mute')).toBeFocused();
  await laptop.keyboard.press('Enter');
  await expect(laptop.getByTestId('conversation-mute-hour')).toBeFocused();
  await laptop.keyboard.press('End');
  await laptop.keyboard.press('Enter');
  for (const page of [phone, laptop]) {
    await expect(rowOf(page, 'Bruno').getByRole('img', { name: 'Muted' })).toBeVisible();
  }

  await openConversation(bruno, 'Alice');
  await send(bruno, 'Are you there?');
  await expect(rowOf(phone, 'Bruno')).toContainText('Are you there?');
  await expect(badgeOf(phone, 'Bruno')).toBeVisible();
  const kept = Number(await badgeOf(phone, 'Bruno').textContent());
  const inTotal = () => total.textContent({ timeout: 500 }).then(Number, () => 0);
  await expect.poll(inTotal).toBeLessThanOrEqual(before);

  const quiet = await inTotal();
  await choose(phone, 'Bruno', 'conversation-unmute');
  await expect.poll(inTotal).toBe(quiet + kept);
});
