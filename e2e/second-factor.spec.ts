import { Authenticator, DEMO_PASSWORD } from '@duet/testkit';
import type { Page } from '@playwright/test';
import {
  conversationsIn,
  goTo,
  messagesIn,
  openMenu,
  openUnderCase,
  signInToDashboard,
} from './dashboard.ts';
import { DESKTOP, expect, PHONE, test } from './demo.ts';
import { look } from './look.ts';

/** Begins to set one up; the answer is an authenticator that has read it. */
async function begin(page: Page): Promise<Authenticator> {
  await page.getByLabel('Your password').fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('img', { name: 'What your authenticator reads' })).toBeVisible();
  const secret = await page.getByTestId('secret').textContent();
  return new Authenticator(secret!.replaceAll(' ', ''));
}

async function confirm(page: Page, code: string): Promise<void> {
  await page.getByLabel('The code it shows now').fill(code);
  await page.getByRole('button', { name: 'Turn it on' }).click();
}

async function signOut(page: Page): Promise<void> {
  await openMenu(page);
  await page.getByTestId('sign-out').click();
}

const signInCode = (page: Page) => page.getByLabel('Code of your authenticator');

test('an administrator sets up a second factor, and signs in by it and by a recovery code', async ({
  visit,
}) => {
  const ada = await visit('/admin', DESKTOP);
  await signInToDashboard(ada, 'ada');
  await goTo(ada, 'Your sessions');
  await look(ada, 'admin-desktop-light-sessions');
  await ada.getByRole('link', { name: 'Set up a second factor' }).click();
  await look(ada, 'admin-desktop-light-second-factor');
  const authenticator = await begin(ada);
  await look(ada, 'admin-desktop-light-authenticator');
  await confirm(ada, authenticator.wrong());
  await expect(ada.getByRole('alert')).toHaveText(/This code is wrong/);
  await confirm(ada, authenticator.next());
  const codes = ada.getByTestId('recovery-codes').getByRole('listitem');
  await expect(codes).toHaveCount(10);
  await look(ada, 'admin-desktop-light-recovery-codes');
  const recoveryCode = await codes.first().textContent();
  await ada.getByRole('button', { name: 'I have kept them' }).click();
  await expect(ada.getByTestId('own-factor')).toContainText('Recovery codes left: 10');

  await signOut(ada);
  await signInToDashboard(ada, 'ada');
  await expect(signInCode(ada)).toBeFocused();
  await look(ada, 'admin-desktop-light-sign-in-code');
  await signInCode(ada).fill(authenticator.next());
  await signInCode(ada).press('Enter');
  await goTo(ada, 'Your sessions');
  await signOut(ada);
  await signInToDashboard(ada, 'ada');
  await signInCode(ada).fill(recoveryCode!);
  await signInCode(ada).press('Enter');
  await goTo(ada, 'Your sessions');
  await expect(ada.getByTestId('own-factor')).toContainText('Recovery codes left: 9');
});

test.describe('where one is demanded', () => {
  test.use({ configured: { ADMIN_SECOND_FACTOR: 'required' } });

  test('an administrator sees nothing but how to set it up', async ({ visit, server }) => {
    const ada = await visit('/admin', { ...PHONE, colorScheme: 'dark' });
    await signInToDashboard(ada, 'ada');
    await expect(ada.getByText('This server demands one')).toBeVisible();
    await look(ada, 'admin-phone-dark-second-factor-demanded');
    await ada.goto(`${server.url}/admin/audit`);
    await expect(ada.getByText('This server demands one')).toBeVisible();
    const authenticator = await begin(ada);
    await look(ada, 'admin-phone-dark-authenticator');
    await confirm(ada, authenticator.next());
    await expect(ada.getByTestId('recovery-codes')).toBeVisible();
    await look(ada, 'admin-phone-dark-recovery-codes');
    await ada.getByRole('button', { name: 'I have kept them' }).click();
    await goTo(ada, 'Audit log');
  });
});

test('who signed in a while ago shows again that it is they, and what they were about goes on', async ({
  visit,
}) => {
  const ada = await visit('/admin', DESKTOP);
  await signInToDashboard(ada, 'ada');
  await conversationsIn(ada).filter({ hasText: 'Bruno' }).first().click();
  let asked = 0;
  await ada.route('**/openings', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    asked += 1;
    const error = { code: 'sign_in_stale', message: '', retryable: false, requestId: 'x' };
    await (asked === 1 ? route.fulfill({ status: 403, json: { error } }) : route.continue());
  });
  const opened = openUnderCase(ada, 'D-7');
  await expect(ada.getByText('You signed in more than an hour ago')).toBeVisible();
  await look(ada, 'admin-desktop-light-sign-in-again');
  await ada.getByLabel('Your password').fill(DEMO_PASSWORD);
  await ada.getByLabel('Your password').press('Enter');
  await opened;
  await expect(messagesIn(ada).last()).toBeVisible();
});
