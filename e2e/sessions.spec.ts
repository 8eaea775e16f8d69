import type { Page } from '@playwright/test';
import {
  chooseFor,
  DESKTOP,
  expect,
  goOffline,
  openConversation,
  PHONE,
  rowsOf,
  send,
  sendOffline,
  test,
} from './demo.ts';
import { keptBy } from './kept.ts';
import { look, lookAtDialog } from './look.ts';

/** Ends the session of this person's other device. */
async function signOutOtherDevice(page: Page, looks: string): Promise<void> {
  await page.getByTestId('open-settings').click();
  await expect(page.getByTestId('device')).toHaveCount(2);
  await look(page, `${looks}-devices`);
  await page.getByTestId('device-sign-out').click();
  await lookAtDialog(page, `${looks}-devices-sign-out`);
  await page.getByTestId('dialog-confirm').click();
  await expect(page.getByTestId('device')).toHaveText([/This device/]);
}

test('whose session is ended from another device signs in again in place: what waited goes out once, what was begun is there', async ({
  signIn,
}) => {
  const phone = await signIn('alice');
  const laptop = await signIn('alice', DESKTOP);
  const bruno = await signIn('bruno');
  await openConversation(bruno, 'Alice');
  await openConversation(phone, 'Bruno');
  await send(phone, 'Wirtten in time');
  await expect(rowsOf(phone, 'Wirtten in time').getByTestId('message-status-read')).toBeVisible();
  await goOffline(phone);
  await sendOffline(phone, 'Written before the end');
  await phone.getByTestId('composer-input').fill('Begun before the end');
  await expect.poll(async () => [...(await keptBy(phone)).values()].join()).toContain('Begun before');
  await chooseFor(phone, 'Wirtten in time', 'message-menu-edit');
  await phone.getByTestId('composer-input').fill('Written in time');
  await signOutOtherDevice(laptop, 'desktop-light');

  await phone.context().setOffline(false);
  const asked = phone.getByTestId('sign-in-again');
  await expect(asked).toContainText('1 message waits', { timeout: 30_000 });
  await expect(phone.getByText('Written before the end')).toHaveCount(0);
  await look(phone, 'phone-light-sign-in-again');
  const demoPassword = await phone.getByTestId('password').inputValue();
  await phone.getByTestId('password').fill('not it');
  await phone.getByTestId('sign-in').click();
  await expect(phone.getByTestId('sign-in-again-error')).toHaveText('This is not the password.');
  await phone.getByTestId('password').fill(demoPassword);
  await phone.getByTestId('password').press('Enter');

  await expect(phone.getByTestId('composer-input')).toHaveValue('Written in time');
  await phone.getByTestId('composer-input').press('Enter');
  await expect(rowsOf(bruno, 'Written in time')).toHaveCount(1);
  await expect(phone.getByTestId('composer-input')).toHaveValue('Begun before the end');
  await expect(rowsOf(bruno, 'Written before the end')).toHaveCount(1);
  await expect(rowsOf(phone, 'Written before the end').getByTestId('message-status-read')).toBeVisible();
  await expect(rowsOf(phone, 'Written before the end')).toHaveCount(1);
});

test('somebody else who signs in where a session has ended sees nothing of it', async ({ signIn }) => {
  const here = await signIn('alice', { ...DESKTOP, colorScheme: 'dark' });
  const there = await signIn('alice', { ...PHONE, colorScheme: 'dark' });
  await openConversation(here, 'Bruno');
  await here.getByTestId('composer-input').fill('Not for bruno');
  await signOutOtherDevice(there, 'phone-dark');
  await expect(here.getByTestId('sign-in-again')).toBeVisible();
  await look(here, 'desktop-dark-sign-in-again');
  await here.getByTestId('use-another-account').click();
  await here.getByTestId('demo-person-bruno').click();
  await openConversation(here, 'Alice');
  await expect(here.getByTestId('composer-input')).toHaveValue('');
});
