import type { Page } from '@playwright/test';
import { expect, goOffline, openConversation, rowsOf, send, sendOffline, test } from './demo.ts';

interface Two {
  alice: Page;
  bruno: Page;
}

/** Alice writes without a network; meanwhile Bruno accepts the booking, and she comes back. */
async function writeWhileBookingChanges({ alice, bruno }: Two, texts: readonly string[]): Promise<void> {
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');
  await goOffline(alice);
  for (const text of texts) await sendOffline(alice, text);
  await bruno.getByTestId('booking-action-accepted').click();
  await expect(bruno.getByTestId('system-message').last()).toContainText(/accepted/i);
  await alice.context().setOffline(false);
  await expect(pausedOf(alice, texts[0] ?? '')).toContainText('The booking has changed', { timeout: 30_000 });
  await expect(alice.getByTestId('booking-bar')).toContainText(/accepted/i);
}

const pausedOf = (page: Page, text: string) => rowsOf(page, text).getByTestId('message-paused');

test('a message written before the booking changed asks before it is sent', async ({ signIn }) => {
  const two = { alice: await signIn('alice'), bruno: await signIn('bruno') };
  const { alice, bruno } = two;
  await writeWhileBookingChanges(two, ['Please let me know soon', 'or I will ask somebody else']);
  await expect(pausedOf(alice, 'or I will ask')).toHaveCount(0);
  await expect(rowsOf(bruno, 'somebody else')).toHaveCount(0);

  await pausedOf(alice, 'Please let me know').getByTestId('message-send-anyway').click();
  // The second was written before the change as well, and asks in its turn.
  await expect(rowsOf(bruno, 'Please let me know soon')).toHaveCount(1);
  await pausedOf(alice, 'or I will ask').getByTestId('message-discard').click();
  await expect(rowsOf(alice, 'or I will ask')).toHaveCount(0);
  await send(alice, 'Wonderful!');
  await expect(rowsOf(bruno, 'Wonderful!')).toHaveCount(1);
  await expect(rowsOf(bruno, 'or I will ask')).toHaveCount(0);
});

test('a paused message is edited in its place, and one answer sends all that waits', async ({ signIn }) => {
  const two = { alice: await signIn('alice'), bruno: await signIn('bruno') };
  const { alice, bruno } = two;
  await writeWhileBookingChanges(two, ['Is Saturday still free?', 'I would bring cake', 'and a kite']);
  await expect(pausedOf(alice, 'Is Saturday')).toContainText('2 more messages wait');

  const composer = alice.getByTestId('composer-input');
  await composer.fill('half a thought');
  await pausedOf(alice, 'Is Saturday').getByTestId('message-edit').click();
  await expect(composer).toHaveValue('Is Saturday still free?');
  await expect(composer).toBeFocused();
  await composer.press('Escape');
  await expect(alice.getByTestId('edit-bar')).toHaveCount(0);
  await expect(composer).toHaveValue('half a thought');
  await expect(pausedOf(alice, 'Is Saturday')).toBeVisible();

  await pausedOf(alice, 'Is Saturday').getByTestId('message-edit').click();
  await send(alice, 'Saturday at ten, then');
  await expect(composer).toHaveValue('half a thought');
  await expect(rowsOf(bruno, 'Saturday at ten, then')).toHaveCount(1);
  await expect(pausedOf(alice, 'I would bring cake')).toContainText('1 more message waits');
  await pausedOf(alice, 'I would bring cake').getByTestId('message-send-all').click();
  const said = [/Saturday at ten/, /bring cake/, /a kite/];
  for (const page of [alice, bruno]) {
    await expect(rowsOf(page, 'a kite')).toHaveCount(1);
    await expect(page.getByTestId('message-row').filter({ hasText: /Saturday|cake|kite/ })).toHaveText(said);
  }
});

test('a message the device had no room for is edited in its place, and sent', async ({ signIn }) => {
  const alice = await signIn('alice');
  const bruno = await signIn('bruno');
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');
  await alice.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...args) {
      if (!sessionStorage.getItem('roomy')) throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, args);
    };
  });
  await send(alice, 'A very long story');
  const failure = rowsOf(alice, 'A very long story').getByTestId('message-failure');
  await expect(failure).toContainText('no room');
  await alice.evaluate(() => sessionStorage.setItem('roomy', 'yes'));
  await failure.getByTestId('message-edit').click();
  await send(alice, 'In short: yes');
  await expect(rowsOf(bruno, 'In short: yes')).toHaveCount(1);
  await expect(rowsOf(alice, 'A very long story')).toHaveCount(0);
  await expect(rowsOf(alice, 'In short: yes').getByTestId('message-status-read')).toBeVisible();
});
