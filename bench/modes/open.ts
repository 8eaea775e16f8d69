/// <reference lib="dom" />
import { installDebianPackages } from '../../tools/debian-packages.ts';
import { ensureWebApp, WEB_ROOT } from '../../tools/web-app.ts';
import { seedDemo } from '@duet/server/demo/seed.ts';
import { createTestDatabase, startTestPostgres, startTestServer } from '@duet/testkit';
import { chromium, type Page } from '@playwright/test';
import { keptBy } from '../../e2e/kept.ts';
import { lengthen } from '../../e2e/long-conversation.ts';
import { LatencyHistogram, type Latency } from '../latency.ts';
import type { Finding, Mode, Settings, Tell } from '../mode.ts';
import { round, table } from '../table.ts';

export interface OpenResult extends Finding {
  readonly messages: number;
  /** Opened how: with what the device kept, or with what the app holds. */
  readonly how: string;
  /** From the tap to the frame that shows the newest message. */
  readonly paint: Latency;
  /** What of that the page's main thread worked. */
  readonly cpu: Latency;
}

const WINDOW = { width: 390, height: 844 };
/** A tap on the list, so many times. */
const TAPS = 20;
/** Pages of history that a reader has gone back through before they come again. */
const PAGES_READ = 20;

/** The web app opens a long conversation, without a server: its newest messages are on the screen. */
export const OPEN: Mode<OpenResult> = {
  title: 'A conversation opens',
  measure: measureOpen,
  report: (results) =>
    table(
      ['messages', 'opened with', 'taps', 'p50 ms', 'p95', 'max', 'CPU ms: p50', 'p95'],
      results.map(({ messages, how, paint, cpu }) => [
        ...[messages, how, paint.count],
        ...[paint.p50, paint.p95, paint.max, cpu.p50, cpu.p95].map(round),
      ]),
    ),
};

async function measureOpen({ history }: Settings, tell: Tell): Promise<OpenResult[]> {
  if (!(await installDebianPackages(['chromium'], 'This mode'))) return [];
  await ensureWebApp();
  const { stop } = await startTestPostgres();
  const database = await createTestDatabase();
  await seedDemo(database.url);
  await lengthen(database.url, history);
  const server = await startTestServer({ databaseUrl: database.url, env: { WEB_ROOT } });
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ viewport: WINDOW });
    const worked = await mainThread(page);
    await page.goto(server.url);
    await page.getByTestId('demo-person-alice').click();
    await tap(page, history);
    await page.goBack();
    let life = await untilKept(page, history, '');
    tell(`${history} messages stored, the newest kept by the device`);

    const results: OpenResult[] = [];
    const measure = async (how: string, before: () => Promise<unknown>): Promise<void> => {
      const paint = new LatencyHistogram();
      const cpu = new LatencyHistogram();
      for (let count = 0; count < TAPS; count += 1) {
        await before();
        const workedBefore = await worked();
        paint.record([await tap(page, history)]);
        cpu.record([(await worked()) - workedBefore]);
        await page.goBack();
      }
      results.push({ subject: 'duet', messages: history, how, paint: paint.read(), cpu: cpu.read() });
      tell(`${how}: measured`);
    };
    await page.route('**/api/**', (route) => route.abort());
    await page.routeWebSocket('**/socket.io/**', (socket) => socket.close());
    await measure('what the device kept, the app just started', async () => {
      await page.reload();
      life = await untilKept(page, history, life);
    });
    await measure('what the app holds', async () => undefined);

    await page.unrouteAll();
    await page.reload();
    await tap(page, history);
    await readBack(page);
    await page.goBack();
    await measure(`what the app holds, ${PAGES_READ} pages read back`, async () => undefined);
    return results;
  } finally {
    await browser.close();
    await server.stop();
    await database.drop();
    await stop();
  }
}

/** Taps the conversation in the list and answers the milliseconds until its newest message was painted. */
async function tap(page: Page, newest: number): Promise<number> {
  const row = page.getByTestId('conversation-row').filter({ hasText: 'Bruno', visible: true });
  await row.waitFor();
  await page.evaluate(watchPaint, `Message ${newest}.`);
  await row.click();
  return page.evaluate(() => (window as unknown as { painted: Promise<number> }).painted);
}

/**
 * Waits until this life of the app, another than `former`, has written down what it knew, and answers its name: one that
 * ends before leaves less to the next.
 */
async function untilKept(page: Page, newest: number, former: string): Promise<string> {
  for (;;) {
    const life = keeper(await keptBy(page), `Message ${newest}.`);
    if (life !== undefined && life !== former) return life;
    await page.waitForTimeout(50);
  }
}

/** The life of the app that has written both the text and the head. */
function keeper(kept: ReadonlyMap<string, string>, text: string): string | undefined {
  const writerOf = (record = '{}') => (JSON.parse(record) as { writer?: string }).writer;
  const head = writerOf([...kept].find(([key]) => key.endsWith('/head'))?.[1]);
  const record = writerOf([...kept.values()].find((one) => one.includes(text)));
  return head === record ? head : undefined;
}

/** Runs in the page: from the next tap until what follows the frame in which the text is in its place. */
function watchPaint(text: string): void {
  const isShown = (): boolean =>
    [...document.querySelectorAll('[data-testid="message-row"]')].some((row) => {
      const { bottom, height } = row.getBoundingClientRect();
      return height > 0 && bottom <= innerHeight && row.textContent.includes(text);
    });
  const painted = new Promise<number>((resolve) => {
    const onTap = ({ timeStamp }: Event): void => {
      const look = (): void => {
        if (!isShown()) return void requestAnimationFrame(look);
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - timeStamp);
        port2.postMessage(undefined);
      };
      look();
    };
    addEventListener('pointerup', onTap, { capture: true, once: true });
  });
  Object.assign(window, { painted });
}

/** Answers how many milliseconds the page's main thread has worked, which a busy machine does not change much. */
async function mainThread(page: Page): Promise<() => Promise<number>> {
  const tools = await page.context().newCDPSession(page);
  await tools.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await tools.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
  };
}

async function readBack(page: Page): Promise<void> {
  const list = page.getByRole('log', { name: 'Messages' });
  for (let count = 0; count < PAGES_READ; count += 1) {
    const oldest = () => list.getByTestId('message-row').first().textContent();
    const before = await oldest();
    await list.evaluate((node) => void (node.scrollTop = 0));
    while ((await oldest()) === before) await page.waitForTimeout(20);
  }
}
