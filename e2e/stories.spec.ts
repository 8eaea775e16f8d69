import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { ROOT, run } from '../tools/program.ts';
import { LOOKS } from './demo.ts';
import { look } from './look.ts';

const BUILT = join(ROOT, 'apps/mobile/.storybook/dist');
/** Where a browser finds what is built, without a server. */
const ORIGIN = 'http://stories.localhost';

test.describe('every story', { tag: '@long' }, () => {
  test.describe.configure({ mode: 'serial' });

  test('is built', async () => {
    const { code, output } = await run(['node', 'tools/run.mjs', 'storybook', '--build']);
    expect(code, output).toBe(0);
  });

  for (const { size, viewport, colorScheme } of LOOKS) {
    test(`is without a fault on a ${size}, ${colorScheme}`, async ({ browser }) => {
      test.setTimeout(900_000);
      const context = await browser.newContext({
        ...viewport,
        colorScheme,
        reducedMotion: 'reduce',
        locale: 'en-GB',
        timezoneId: 'Europe/Paris',
      });
      const page = await context.newPage();
      const faults: string[] = [];
      let id = '';
      page.on('pageerror', (error) => faults.push(`${id}: ${String(error)}`));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(`${id}: ${message.text()}`);
      });
      await page.route(`${ORIGIN}/**`, (route) =>
        route.fulfill({ path: join(BUILT, new URL(route.request().url()).pathname) }),
      );
      for (id of await storyIds()) {
        await visit(page, id)
          .then(() => look(page, `stories/${size}-${colorScheme}/${id}`))
          .catch((error: unknown) => faults.push(`${id}: ${String(error)}`));
      }
      await context.close();
      expect(faults).toEqual([]);
    });
  }
});

async function storyIds(): Promise<string[]> {
  const index = JSON.parse(await readFile(join(BUILT, 'index.json'), 'utf8')) as {
    entries: Record<string, { type: string }>;
  };
  return Object.entries(index.entries)
    .filter(([, { type }]) => type === 'story')
    .map(([id]) => id);
}

/** What the page of a story tells of how far it has come. */
declare const __STORYBOOK_PREVIEW__: { currentRender?: { phase?: string } } | undefined;

/** Opens a story, and waits until all that belongs to it was done and nothing moves any more. */
async function visit(page: Page, id: string): Promise<void> {
  await page.goto(`${ORIGIN}/iframe.html?id=${id}&viewMode=story`);
  const phase = () =>
    page.evaluate(() =>
      typeof __STORYBOOK_PREVIEW__ === 'undefined' ? '' : (__STORYBOOK_PREVIEW__.currentRender?.phase ?? ''),
    );
  await expect.poll(phase, { message: `how far ${id} has come` }).toBe('finished');
  const problem = page.locator('.sb-show-errordisplay #error-message');
  if ((await problem.count()) > 0) throw new Error((await problem.textContent()) ?? '');
  await page.evaluate(untilStill);
}

/** Runs in the page: resolves when nothing has changed for a while, or something never stops. */
async function untilStill(): Promise<void> {
  const [still, patience] = [250, 3_000];
  await new Promise<void>((resolve) => {
    let timer = setTimeout(resolve, still);
    const observer = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(resolve, still);
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    setTimeout(resolve, patience);
  });
}
