import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './demo.ts';

/** A screen without a fault that axe finds, kept as a picture to look at. */
export async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `e2e/test-results/screens/${name}.png` });
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}

/** The same of a menu or a question before everything else: it gets its role a moment after it is there. */
export async function lookAtDialog(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('dialog')).toBeVisible();
  await look(page, name);
}
