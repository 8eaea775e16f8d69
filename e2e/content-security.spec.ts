import { expect, test } from './demo.ts';

test('what the policy keeps out is reported to the server, and counted', async ({ browser, server }) => {
  const page = await browser.newPage();
  await page.goto(server.url);
  await expect(page.getByTestId('welcome')).toBeVisible();
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "let in"';
    document.body.append(script);
    const image = new Image();
    image.src = 'https://elsewhere.example/pixel.png';
    document.body.append(image);
  });
  const told = (directive: string) => server.metric(`duet_csp_violations_total{directive="${directive}"}`);
  await expect.poll(() => told('script-src-elem')).toBe(1);
  await expect.poll(() => told('img-src')).toBe(1);
  expect(await page.title()).not.toBe('let in');
  await page.close();
});
