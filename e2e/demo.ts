import { seedDemo } from '@duet/server/demo/seed.ts';
import { createTestDatabase, startTestServer, type TestServer } from '@duet/testkit';
import { test as base, expect, type BrowserContextOptions, type Page } from '@playwright/test';
import { ADMIN_ROOT, WEB_ROOT } from '../tools/web-app.ts';

export const PHONE = { viewport: { width: 390, height: 844 } } satisfies BrowserContextOptions;
export const DESKTOP = { viewport: { width: 1280, height: 800 } } satisfies BrowserContextOptions;
const TABLET = { viewport: { width: 820, height: 1180 } } satisfies BrowserContextOptions;
/** For tests that `npm test` leaves to `npm run test:all`. */
export const LONG = { tag: '@long' };
/**
 * The sizes and themes in which every screen is looked at; in wide ones the list stands beside. Two of them show both layouts
 * and both themes once.
 */
export const LOOKS = [
  { size: 'phone', wide: false, viewport: PHONE, colorScheme: 'light', details: {} },
  { size: 'desktop', wide: true, viewport: DESKTOP, colorScheme: 'dark', details: {} },
  { size: 'phone', wide: false, viewport: PHONE, colorScheme: 'dark', details: LONG },
  { size: 'desktop', wide: true, viewport: DESKTOP, colorScheme: 'light', details: LONG },
  { size: 'tablet', wide: false, viewport: TABLET, colorScheme: 'light', details: LONG },
] as const;

interface Demo {
  /** What the server is configured with beside what it needs: `test.use({ configured: … })`. */
  configured: Readonly<Record<string, string>>;
  /** The demo marketplace, untouched, on a server of its own. */
  server: TestServer;
  /** A browser of somebody's own, at an address of the server. */
  visit: (path: string, options?: BrowserContextOptions) => Promise<Page>;
  /** The same, on the welcome screen. */
  open: (options?: BrowserContextOptions) => Promise<Page>;
  /** The same, signed in as one of the demo people. */
  signIn: (firstName: string, options?: BrowserContextOptions) => Promise<Page>;
}

/** Tests in which people use the demo. Each fails on a page error or a violation of the content security policy. */
export const test = base.extend<Demo>({
  configured: [{}, { option: true }],

  server: async ({ configured }, use, test) => {
    const database = await createTestDatabase();
    await seedDemo(database.url);
    const server = await startTestServer({
      databaseUrl: database.url,
      env: { WEB_ROOT, ADMIN_ROOT, ...configured },
    });
    await use(server);
    if (test.status !== test.expectedStatus) await test.attach('server log', { body: server.log() });
    await server.stop();
    await database.drop();
  },

  visit: async ({ browser, server }, use) => {
    const faults: string[] = [];
    await use(async (path, options = PHONE) => {
      const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Paris', ...options });
      const page = await context.newPage();
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) faults.push(message.text());
      });
      await page.goto(server.url + path);
      return page;
    });
    expect(faults).toEqual([]);
    expect(await server.metric('duet_csp_violations_total'), 'reports of violations').toBe(0);
  },

  open: async ({ visit }, use) => {
    await use(async (options) => {
      const page = await visit('/', options);
      await expect(page.getByTestId('welcome')).toBeVisible();
      return page;
    });
  },

  signIn: async ({ open }, use) => {
    await use(async (firstName, options) => {
      const page = await open(options);
      await page.getByTestId(`demo-person-${firstName}`).click();
      await expect(page.getByTestId('conversation-row').first()).toBeVisible();
      return page;
    });
  },
});

export { expect };

/** Opens the conversation with somebody from the list. */
export async function openConversation(page: Page, name: string): Promise<void> {
  await page.getByTestId('conversation-row').filter({ hasText: name }).first().click();
  await expect(page.getByTestId('composer-input')).toBeVisible();
  await expect(page.getByTestId('message-row').filter({ visible: true }).first()).toBeVisible();
}

/** Types a message and sends it as people do. */
export async function send(page: Page, text: string): Promise<void> {
  await page.getByTestId('composer-input').fill(text);
  await page.getByTestId('composer-input').press('Enter');
}

export async function goOffline(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await expect(bannerOf(page)).toBeVisible({ timeout: 60_000 });
}

/** Writes without a network, until the device says that it keeps what was written. */
export async function sendOffline(page: Page, text: string): Promise<void> {
  await send(page, text);
  await expect(rowsOf(page, text).getByTestId('message-status-queued')).toBeVisible();
}

/** The row of the conversation with somebody, in the list that is in front. */
export const conversationRow = (page: Page, name: string) =>
  page.getByTestId('conversation-row').filter({ hasText: name, visible: true });

/** Chooses from the menu of a conversation in the list, and from the one it leads to. */
export async function chooseInList(page: Page, name: string, ...actions: string[]): Promise<void> {
  await conversationRow(page, name).click({ button: 'right' });
  for (const action of actions) await page.getByTestId('menu').getByTestId(action).click();
}

/** Chooses from the menu of the message that says this. */
export async function chooseFor(page: Page, text: string, action: string): Promise<void> {
  const row = rowsOf(page, text).filter({ hasNot: page.getByTestId('quote').filter({ hasText: text }) });
  await row.getByRole('article').hover();
  await row.getByTestId('message-menu').click();
  await page.getByTestId('menu').getByTestId(action).click();
}

/** The rows of messages that say this, or quote it. */
export const rowsOf = (page: Page, text: string) => page.getByTestId('message-row').filter({ hasText: text });

/** The banner that tells of a missing connection, on the screen that is in front. */
export const bannerOf = (page: Page) => page.getByTestId('connection-banner').filter({ visible: true });
