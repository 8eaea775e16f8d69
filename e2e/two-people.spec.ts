import { TIMERS } from '@duet/contract';
import { bannerOf, DESKTOP, expect, openConversation, rowsOf, send, test } from './demo.ts';

test('alice and bruno write to each other', async ({ signIn }) => {
  const alice = await signIn('alice');
  const bruno = await signIn('bruno', DESKTOP);
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');

  await test.step('typing shows, and goes with the message', async () => {
    await alice.getByTestId('composer-input').pressSequentially('Hello');
    await expect(bruno.getByTestId('typing-indicator')).toBeVisible();
    // Among the messages it would draw them anew, and move them.
    const log = bruno.getByRole('log', { name: 'Messages' });
    await expect(log.getByTestId('typing-indicator')).toHaveCount(0);
    await alice.getByTestId('composer-input').press('Enter');
    await expect(rowsOf(bruno, 'Hello')).toHaveCount(1);
    await expect(bruno.getByTestId('typing-indicator')).toBeHidden();
    await expect(bruno.getByRole('status').filter({ hasText: 'Alice Moreau: Hello' })).toHaveCount(1);
  });

  await test.step('ticks go up to read, because bruno looks at it', async () => {
    await expect(rowsOf(alice, 'Hello')).toHaveCount(1);
    await expect(rowsOf(alice, 'Hello').getByTestId('message-status-read')).toBeVisible();
  });

  await test.step('the answer arrives', async () => {
    await send(bruno, 'Hello yourself! 👋');
    await expect(rowsOf(alice, 'Hello yourself! 👋')).toHaveCount(1);
  });

  await test.step('what is not looked at is delivered and counted', async () => {
    await openConversation(bruno, 'Carol');
    await send(alice, 'Are you there?');
    const row = bruno.getByTestId('conversation-row').filter({ hasText: 'Alice' });
    await expect(row.getByTestId('unread-badge')).toHaveText('1');
    await expect(rowsOf(alice, 'Are you there?').getByTestId('message-status-delivered')).toBeVisible();
    await openConversation(bruno, 'Alice');
    await expect(row.getByTestId('unread-badge')).toBeHidden();
    await expect(rowsOf(alice, 'Are you there?').getByTestId('message-status-read')).toBeVisible();
  });

  await test.step('a booking changes for both', async () => {
    await bruno.getByTestId('booking-action-accepted').click();
    await expect(alice.getByTestId('system-message').last()).toContainText(/accepted/i);
    await expect(bruno.getByTestId('system-message').last()).toContainText(/accepted/i);
  });
});

test('nothing is lost, doubled or reordered when the server is killed between two messages', async ({
  signIn,
  server,
}) => {
  const alice = await signIn('alice');
  const bruno = await signIn('bruno');
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');

  await send(alice, 'Before the crash');
  await expect(rowsOf(alice, 'Before the crash').getByTestId('message-status-read')).toBeVisible();
  await server.kill('SIGKILL');
  await expect(bannerOf(alice)).toBeVisible();
  await send(alice, 'During the crash');
  await send(alice, 'Still during the crash');
  await expect(rowsOf(alice, 'Still during').getByTestId('message-status-queued')).toBeVisible();
  await server.restart();

  const said = ['Before the crash', 'During the crash', 'Still during the crash'];
  for (const page of [alice, bruno]) {
    await expect(bannerOf(page)).toHaveCount(0, { timeout: 30_000 });
    await expect(rowsOf(page, 'Still during the crash')).toHaveCount(1);
    await expect(rowsOf(page, 'the crash')).toHaveText(said.map((text) => new RegExp(text)));
  }
  await expect(rowsOf(alice, 'Still during').getByTestId('message-status-read')).toBeVisible();

  await alice.reload();
  await expect(rowsOf(alice, 'the crash')).toHaveText(said.map((text) => new RegExp(text)));
});

test('whatever people write stays inside the screen, as text', async ({ signIn }) => {
  const alice = await signIn('alice');
  const bruno = await signIn('bruno');
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');
  const texts = [
    'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(6),
    'https://example.com/' + 'path/'.repeat(40),
    'مرحبا، هل يمكنك الحضور غداً الساعة 10؟ '.repeat(4).trim(),
    '<img src=x onerror=alert(1)>',
    '👩‍👩‍👧‍👦'.repeat(12),
  ];
  for (const text of texts) await send(alice, text);
  for (const page of [alice, bruno]) {
    await expect(rowsOf(page, '<img src=x')).toHaveCount(1);
    const width = page.viewportSize()?.width ?? 0;
    const bubbles = page.getByTestId('message-row').getByRole('article');
    const edges = await bubbles.evaluateAll((all) =>
      all.map((bubble) => {
        const { left, right } = bubble.getBoundingClientRect();
        return { left, right, spilt: bubble.scrollWidth - bubble.clientWidth };
      }),
    );
    expect(edges.filter(({ left, right, spilt }) => left < 0 || right > width || spilt > 0)).toEqual([]);
  }
});

for (const host of ['127.0.0.1', 'localhost']) {
  test(`a browser that loses its network says so at once, and tries at once when it is back, on ${host}`, async ({
    open,
    server,
  }) => {
    const page = await open();
    await page.clock.install();
    await page.goto(server.url.replace('127.0.0.1', host));
    await page.getByTestId('demo-person-alice').click();
    await openConversation(page, 'Bruno');
    await send(page, 'Written with a network');
    await expect(rowsOf(page, 'Written with a').getByTestId('message-status-sent')).toBeVisible();
    // From here on no time goes by for the page but what it is given: nothing can come of waiting.
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1_000));

    await page.context().setOffline(true);
    // On the machine itself there may be a server all the same: it is asked.
    if (host === 'localhost') await page.clock.runFor(TIMERS.offlineCheckTimeout);
    await expect(bannerOf(page)).toBeVisible();
    await send(page, 'Written without a network');
    await expect(rowsOf(page, 'Written without').getByTestId('message-status-queued')).toBeVisible();

    await page.context().setOffline(false);
    await expect(bannerOf(page)).toHaveCount(0);
    await expect(rowsOf(page, 'Written without').getByTestId('message-status-sent')).toBeVisible();
  });
}
