import { expect, test, LONG, LOOKS } from './demo.ts';
import { look } from './look.ts';

for (const { size, wide, viewport, colorScheme, details } of LOOKS) {
  test(`the documents on a ${size}, ${colorScheme}`, wide ? LONG : details, async ({ browser, server }) => {
    const page = await (await browser.newContext({ ...viewport, colorScheme })).newPage();
    const faults: string[] = [];
    page.on('console', (message) => faults.push(message.text()));
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== new URL(server.url).origin) faults.push(request.url());
    });
    await page.goto(`${server.url}/docs#sendMessage`);
    await expect(
      page.getByRole('heading', { name: 'POST /conversations/{id}/messages', exact: true }),
    ).toBeInViewport();
    await look(page, `docs-${size}-${colorScheme}`);
    // Nothing is wider than the screen.
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    expect(faults).toEqual([]);
  });
}
