import { join } from 'node:path';
import { startTestServer } from '@duet/testkit';
import type { Page } from '@playwright/test';
import { openShop, PASSWORD } from '../examples/embed/server.ts';
import { ROOT } from '../tools/program.ts';
import { ensureWebApp } from '../tools/web-app.ts';
import { DESKTOP, expect, PHONE, rowsOf, send, test } from './demo.ts';
import { look } from './look.ts';

const EMBED = 'examples/embed';

test("in another marketplace's app, by its own sign-in, two of its people write to each other", async ({
  browser,
}) => {
  await ensureWebApp(EMBED);
  const shop = await openShop(join(ROOT, EMBED, 'dist'));
  const server = await startTestServer({ env: shop.env });
  await shop.bringOver(server.url);
  const faults: string[] = [];
  const open = async (options: typeof PHONE & { colorScheme: 'light' | 'dark' }): Promise<Page> => {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Paris', ...options });
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.goto(shop.url);
    return page;
  };
  const signIn = async (page: Page, name: string): Promise<void> => {
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Enter' }).click();
    await expect(page.getByRole('button', { name: `Sign out, ${name}` })).toBeVisible();
  };

  const dora = await open({ ...PHONE, colorScheme: 'light' });
  await signIn(dora, 'Dora');
  await dora.getByRole('button', { name: 'Write to Emil' }).click();
  await send(dora, 'Is Tuesday still fine?');
  await expect(rowsOf(dora, 'Is Tuesday still fine?').getByTestId('message-status-sent')).toBeVisible();

  const emil = await open({ ...DESKTOP, colorScheme: 'dark' });
  await signIn(emil, 'Emil');
  await emil.getByRole('button', { name: 'Messages (1)' }).click();
  await expect(emil.getByTestId('open-settings')).toHaveCount(0);
  await emil.getByTestId('conversation-row').filter({ hasText: 'Dora' }).click();
  await expect(rowsOf(emil, 'Is Tuesday still fine?')).toBeVisible();
  await send(emil, 'It is.');
  await expect(rowsOf(dora, 'It is.')).toBeVisible();
  await expect(rowsOf(emil, 'It is.').getByTestId('message-status-read')).toBeVisible();
  await look(emil, 'embed-desktop-dark');
  await look(dora, 'embed-chat-phone-light');

  await dora.getByTestId('back').click();
  await expect(dora.getByTestId('conversation-row')).toContainText('It is.');
  await look(dora, 'embed-list-phone-light');

  // The next person on the same device gets to see their own, and nothing of the one before.
  await dora.getByRole('button', { name: 'Sign out, Dora' }).click();
  await signIn(dora, 'Emil');
  await dora.getByRole('button', { name: 'Messages' }).click();
  await expect(dora.getByTestId('conversation-row')).toContainText('Dora');

  expect(faults).toEqual([]);
  await server.stop();
  await shop.stop();
});
