import type { Page } from '@playwright/test';
import { conversationRow, DESKTOP, expect, openConversation, rowsOf, send, test } from './demo.ts';

/** What the browser says of its window, which in a test is always in front. */
async function look(page: Page, { away }: { away: 'unfocused' | 'hidden' | false }): Promise<void> {
  await page.evaluate((how) => {
    document.hasFocus = () => how === false;
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      get: () => (how === 'hidden' ? 'hidden' : 'visible'),
    });
    window.dispatchEvent(new Event(how === false ? 'focus' : 'blur'));
    document.dispatchEvent(new Event('visibilitychange'));
  }, away);
}

test('what comes while nobody looks is read when somebody does', async ({ signIn }) => {
  const alice = await signIn('alice');
  const bruno = await signIn('bruno', DESKTOP);
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');
  const badge = conversationRow(bruno, 'Alice').getByTestId('unread-badge');
  await expect(badge).toBeHidden();
  for (const away of ['unfocused', 'hidden'] as const) {
    await look(bruno, { away });
    await send(alice, `Is anybody there, ${away}?`);
    await expect(rowsOf(bruno, `there, ${away}?`)).toBeInViewport();
    await expect(badge).toHaveText('1');
    // Reading is told in order: had the first been read, this would be too.
    await send(bruno, `Written by a script, ${away}`);
    await expect(rowsOf(alice, `by a script, ${away}`)).toHaveCount(1);
    await expect(rowsOf(alice, `there, ${away}?`).getByTestId('message-status-delivered')).toBeVisible();
    await look(bruno, { away: false });
    await expect(rowsOf(alice, `there, ${away}?`).getByTestId('message-status-read')).toBeVisible();
    await expect(badge).toBeHidden();
  }
});

test('a conversation left and opened twenty times, as fast as one taps, shows its messages', async ({
  signIn,
}) => {
  const alice = await signIn('alice', DESKTOP);
  for (let opened = 0; opened < 20; opened += 1) {
    await conversationRow(alice, opened % 2 === 0 ? '김민아' : 'Bruno').click();
  }
  await expect(rowsOf(alice, 'Linen cover if possible')).toBeInViewport();
  await expect(alice.getByTestId('skeleton')).toHaveCount(0);
  await send(alice, 'Still here');
  await expect(rowsOf(alice, 'Still here').getByTestId('message-status-sent')).toBeVisible();
});
