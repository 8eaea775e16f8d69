import { conversationRow, expect, openConversation, rowsOf, test } from './demo.ts';
import { keptBy } from './kept.ts';

test('what was begun is there again after the tab was killed, until it is sent', async ({
  signIn,
  server,
}) => {
  const alice = await signIn('alice');
  await openConversation(alice, 'Bruno');
  const composer = alice.getByTestId('composer-input');
  await composer.fill('Could we meet\nat the café? ☕');
  await expect.poll(async () => [...(await keptBy(alice)).values()].join()).toContain('at the café?');
  await alice.goBack();
  await expect(conversationRow(alice, 'Bruno')).toContainText('Draft: Could we meet at the café? ☕');
  await openConversation(alice, '김민아');
  await expect(composer.filter({ visible: true })).toHaveValue('');

  // Nothing of the page gets the time to put anything in order; what comes after is another tab, and another session.
  const crashed = alice.waitForEvent('crash');
  const devtools = await alice.context().newCDPSession(alice);
  void devtools.send('Page.crash').catch(() => undefined);
  await crashed;
  const again = await alice.context().newPage();
  await again.goto(server.url);
  await again.getByTestId('demo-person-alice').click();
  await expect(conversationRow(again, 'Bruno')).toContainText('Draft: Could we meet');
  await openConversation(again, 'Bruno');
  const later = again.getByTestId('composer-input');
  await expect(later).toHaveValue('Could we meet\nat the café? ☕');
  await later.press('Enter');
  await expect(rowsOf(again, 'at the café?')).toHaveCount(1);
  await expect(later).toHaveValue('');
  await again.goBack();
  await expect(conversationRow(again, 'Bruno')).toContainText('You: Could we meet at the café? ☕');
});

test('a draft is its writer’s alone, and waits for their return', async ({ signIn, server }) => {
  const page = await signIn('alice');
  await openConversation(page, 'Bruno');
  const composer = page.getByTestId('composer-input');
  await composer.fill('Nobody else’s business');
  await expect.poll(async () => [...(await keptBy(page)).values()].join()).toContain('Nobody else');

  // As on a device that is handed on: the session is gone, what was kept is not.
  const change = async (firstName: string, name: string) => {
    await page.evaluate(() => sessionStorage.clear());
    await page.goto(server.url);
    await page.getByTestId(`demo-person-${firstName}`).click();
    await expect(conversationRow(page, name)).toBeVisible();
  };
  await change('bruno', 'Alice');
  await expect(page.getByText('Draft:')).toHaveCount(0);
  await openConversation(page, 'Alice');
  await expect(composer).toHaveValue('');

  await change('alice', 'Bruno');
  await expect(conversationRow(page, 'Bruno')).toContainText('Draft: Nobody else’s business');
});
