import { seedDemo } from '@duet/server/demo/seed.ts';
import { createTestDatabase } from '@duet/testkit';
import { expect, test, type FrameLocator, type Page } from '@playwright/test';
import { openShow } from '../demo/show.ts';
import { openStage } from '../demo/stage.ts';
import { WEB_ROOT } from '../tools/web-app.ts';
import { look } from './look.ts';

interface SideBySide {
  /** The page of `npm run demo`, on a demo of its own. */
  page: Page;
}

const show = test.extend<SideBySide>({
  page: async ({ page }, use) => {
    const database = await createTestDatabase();
    await seedDemo(database.url);
    const opened = await openShow();
    const stage = await openStage({ databaseUrl: database.url, env: { WEB_ROOT }, page: opened.url });
    await opened.present(stage);
    await page.goto(opened.url);
    await use(page);
    await opened.close();
    await stage.close();
    await database.drop();
  },
});

const phoneOf = (page: Page, name: string) => page.frameLocator(`[data-person=${name}] iframe`);
const rowsOf = (phone: FrameLocator, text: string) =>
  phone.getByTestId('message-row').filter({ hasText: text });

async function write(phone: FrameLocator, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await phone.getByTestId('composer-input').fill(text);
    await phone.getByTestId('composer-input').press('Enter');
  }
}

show(
  'both write while one is offline, on a line that loses answers, and a server that is killed',
  async ({ page }) => {
    const alice = phoneOf(page, 'alice');
    const bruno = phoneOf(page, 'bruno');
    const account = (name: string) => page.locator(`[data-account=${name}]`);
    for (const phone of [alice, bruno]) await expect(phone.getByTestId('composer-input')).toBeVisible();
    await look(page, 'side-by-side');

    const online = page.locator('[data-person=alice]').getByRole('switch');
    await online.click();
    await expect(online).toHaveText('Offline');
    await expect(alice.getByTestId('connection-banner')).toBeVisible();
    const hers = ['Written offline, one', 'Written offline, two', 'Written offline, three'];
    const his = ['Meanwhile, one', 'Meanwhile, two', 'Meanwhile, three'];
    await write(alice, hers);
    await write(bruno, his);
    await expect(account('bruno').locator('td')).toHaveText(['3', '3', '3', '0', '0']);
    await expect(alice.getByTestId('message-status-queued')).toHaveCount(3);

    // When she is back, the first answers are lost, and then the server is killed.
    const loss = page.locator('[data-person=alice]').getByLabel('Lost answers');
    await loss.fill('90');
    await online.click();
    await expect(account('alice').locator('[data-count=tries]')).not.toHaveText('0');
    await page.getByRole('button', { name: 'Kill the server' }).click();
    await loss.fill('0');
    await page.getByRole('button', { name: 'Start the server again' }).click();

    for (const phone of [alice, bruno]) {
      await expect(rowsOf(phone, 'Written offline')).toHaveText(hers.map((text) => new RegExp(text)));
      await expect(rowsOf(phone, 'Meanwhile')).toHaveText(his.map((text) => new RegExp(text)));
    }
    // Each of them looks at what the other wrote.
    await alice.getByTestId('composer-input').click();
    await expect(account('bruno').locator('[data-count=read]')).toHaveText('3');
    await bruno.getByTestId('composer-input').click();
    for (const count of ['sent', 'acknowledged', 'delivered', 'read']) {
      await expect(account('alice').locator(`[data-count=${count}]`)).toHaveText('3');
    }
    await expect(page.locator('[data-promise]')).toHaveText(['0', '0', '0']);
  },
);
