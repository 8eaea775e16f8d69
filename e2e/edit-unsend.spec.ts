import type { Page } from '@playwright/test';
import {
  chooseFor,
  conversationRow,
  DESKTOP,
  expect,
  goOffline,
  openConversation,
  rowsOf,
  send,
  test,
} from './demo.ts';

const isRead = (page: Page, text: string) =>
  expect(rowsOf(page, text).getByTestId('message-status-read')).toBeVisible();

test('an edit is seen by the other person, marked as one', async ({ signIn }) => {
  const alice = await signIn('alice', DESKTOP);
  const bruno = await signIn('bruno', DESKTOP);
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');
  await send(alice, 'See you at nine');
  await isRead(alice, 'See you at nine');

  const composer = alice.getByTestId('composer-input');
  await composer.fill('half a thought');
  await chooseFor(alice, 'See you at nine', 'message-menu-edit');
  await expect(composer).toHaveValue('See you at nine');
  await expect(composer).toBeFocused();
  await send(alice, 'See you at ten');
  await expect(composer).toHaveValue('half a thought');
  for (const page of [alice, bruno]) {
    await expect(rowsOf(page, 'See you at ten')).toContainText('Edited');
    await expect(rowsOf(page, 'See you at nine')).toHaveCount(0);
  }
  await expect(conversationRow(bruno, 'Alice')).toContainText('See you at ten');
  await isRead(alice, 'See you at ten');
});

test('an unsent message is gone for both, and its place is kept', async ({ signIn }) => {
  const alice = await signIn('alice', DESKTOP);
  const bruno = await signIn('bruno', DESKTOP);
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');
  await send(alice, 'Meant for somebody else');
  await isRead(alice, 'Meant for somebody else');

  await chooseFor(alice, 'Meant for somebody else', 'message-menu-unsend');
  await alice.getByTestId('dialog-cancel').click();
  await expect(rowsOf(bruno, 'Meant for somebody else')).toHaveCount(1);
  await chooseFor(alice, 'Meant for somebody else', 'message-menu-unsend');
  await alice.getByTestId('dialog-confirm').click();
  for (const page of [alice, bruno]) {
    await expect(rowsOf(page, 'Message removed')).toHaveCount(1);
    await expect(page.getByText('Meant for somebody else')).toHaveCount(0);
  }
  await expect(conversationRow(alice, 'Bruno')).toContainText('You removed a message');
  await expect(conversationRow(bruno, 'Alice')).toContainText('Message removed');
  await bruno.reload();
  await expect(rowsOf(bruno, 'Message removed')).toHaveCount(1);
});

test('what is edited and unsent without a network shows at once, and reaches the other on return', async ({
  signIn,
}) => {
  const alice = await signIn('alice');
  const bruno = await signIn('bruno');
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');
  await send(alice, 'The blue door');
  await send(alice, 'Better forget this');
  await isRead(alice, 'Better forget this');

  await goOffline(alice);
  await chooseFor(alice, 'The blue door', 'message-menu-edit');
  await send(alice, 'The green door');
  await expect(rowsOf(alice, 'The green door').getByTestId('message-status-queued')).toBeVisible();
  await chooseFor(alice, 'Better forget this', 'message-menu-unsend');
  await alice.getByTestId('dialog-confirm').click();
  await expect(rowsOf(alice, 'Message removed')).toHaveCount(1);
  await expect(rowsOf(bruno, 'The blue door')).toHaveCount(1);

  await alice.context().setOffline(false);
  await expect(rowsOf(bruno, 'The green door')).toHaveCount(1, { timeout: 30_000 });
  await expect(rowsOf(bruno, 'Message removed')).toHaveCount(1);
  await isRead(alice, 'The green door');
});

test('a change that comes too late says so, and can be let go', async ({ signIn }) => {
  const phone = await signIn('alice');
  const laptop = await signIn('alice', DESKTOP);
  await openConversation(phone, 'Bruno');
  await openConversation(laptop, 'Bruno');
  await send(phone, 'The first idea');
  await expect(rowsOf(laptop, 'The first idea')).toHaveCount(1);

  await goOffline(phone);
  await chooseFor(phone, 'The first idea', 'message-menu-edit');
  await send(phone, 'A second idea');
  await chooseFor(laptop, 'The first idea', 'message-menu-unsend');
  await laptop.getByTestId('dialog-confirm').click();
  await expect(rowsOf(laptop, 'Message removed')).toHaveCount(1);
  await phone.context().setOffline(false);
  const failure = phone.getByTestId('change-failure');
  await expect(failure).toContainText('removed', { timeout: 30_000 });
  await failure.getByTestId('change-discard').click();
  await expect(failure).toHaveCount(0);
  await expect(rowsOf(phone, 'Message removed')).toHaveCount(1);
});
