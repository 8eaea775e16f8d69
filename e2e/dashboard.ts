import { DEMO_PASSWORD, type TestServer } from '@duet/testkit';
import type { Page } from '@playwright/test';
import { Client } from 'pg';
import { expect } from './demo.ts';

const REASON = 'Bruno says that he was insulted.';

/** Signs one of the demo people in to the dashboard. */
export async function signInToDashboard(page: Page, firstName: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(`${firstName}@duet.example`);
  await page.getByLabel('Password').fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Shows the places to go to, where they are not beside the page. */
export async function openMenu(page: Page): Promise<void> {
  const menu = page.getByRole('button', { name: 'Menu', expanded: false });
  const signOut = page.getByTestId('sign-out');
  await expect(menu.or(signOut).filter({ visible: true }).first()).toBeVisible();
  if (await menu.isVisible()) await menu.click();
  await expect(signOut).toBeVisible();
}

/** Goes to a place by the navigation. */
export async function goTo(page: Page, name: string): Promise<void> {
  await openMenu(page);
  await page.getByRole('navigation').getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** Opens what was written, from the page of a conversation. */
export async function openUnderCase(page: Page, caseId: string): Promise<void> {
  await page.getByRole('button', { name: 'Open under a case' }).click();
  await page.getByLabel('Case').fill(caseId);
  await page.getByLabel('Reason').fill(REASON);
  await page.getByRole('button', { name: 'Open for 30 minutes' }).click();
  await expect(messagesIn(page).last()).toBeVisible();
}

export const messagesIn = (page: Page) => page.getByTestId('overseen-message');
export const conversationsIn = (page: Page) => page.getByTestId('conversations').getByRole('link');
/** Of the audit log. */
export const entriesIn = (page: Page) => page.getByTestId('audit').locator('tbody tr');

/** Changes what the database holds, as somebody with all rights can. */
export async function change(server: TestServer, ...statements: string[]): Promise<void> {
  const database = new Client({ connectionString: server.databaseUrl });
  await database.connect();
  for (const statement of statements) await database.query(statement);
  await database.end();
}
