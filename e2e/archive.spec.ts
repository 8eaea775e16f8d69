import {
  chooseInList as choose,
  conversationRow as rowOf,
  DESKTOP,
  expect,
  openConversation,
  send,
  test,
} from './demo.ts';

test('a conversation archived on one device is gone on the other, until somebody writes', async ({
  signIn,
}) => {
  const phone = await signIn('alice');
  const laptop = await signIn('alice', DESKTOP);
  const bruno = await signIn('bruno');
  await choose(phone, 'Bruno', 'conversation-archive');
  await expect(rowOf(phone, 'Bruno')).toHaveCount(0);
  await expect(rowOf(laptop, 'Bruno')).toHaveCount(0);

  await phone.getByTestId('show-archived').click();
  await expect(rowOf(phone, 'Bruno')).toHaveCount(1);
  await expect(rowOf(phone, 'Dora')).toHaveCount(0);
  await openConversation(phone, 'Bruno');
  await phone.getByTestId('back').filter({ visible: true }).click();
  await expect(phone.getByTestId('show-archived')).toBeChecked();

  await openConversation(bruno, 'Alice');
  await send(bruno, 'One more thing');
  await expect(rowOf(laptop, 'Bruno')).toContainText('One more thing');
  await expect(phone.getByText('Nothing is archived')).toBeVisible();
  await phone.getByTestId('show-all').click();
  await expect(rowOf(phone, 'Bruno')).toContainText('One more thing');
});

test('archiving is undone at once, or later from the archived ones', async ({ signIn }) => {
  const alice = await signIn('alice', DESKTOP);
  await rowOf(alice, 'Bruno').focus();
  await alice.keyboard.press('Tab');
  await alice.keyboard.press('Enter');
  await expect(alice.getByRole('menuitem').first()).toBeFocused();
  await alice.keyboard.press('End');
  for (let up = 0; up < 2; up += 1) await alice.keyboard.press('ArrowUp');
  await expect(alice.getByTestId('conversation-archive')).toBeFocused();
  await alice.keyboard.press('Enter');
  await expect(rowOf(alice, 'Bruno')).toHaveCount(0);
  await alice.getByTestId('toast-undo').click();
  await expect(rowOf(alice, 'Bruno')).toHaveCount(1);

  await choose(alice, 'Bruno', 'conversation-archive');
  await alice.getByTestId('show-archived').click();
  await choose(alice, 'Bruno', 'conversation-unarchive');
  await expect(alice.getByText('Nothing is archived')).toBeVisible();
  await alice.getByTestId('show-all').click();
  await expect(rowOf(alice, 'Bruno')).toHaveCount(1);
});

test('a conversation marked as unread is so on every device, until it is opened', async ({ signIn }) => {
  const phone = await signIn('alice');
  const laptop = await signIn('alice', DESKTOP);
  await choose(laptop, 'Bruno', 'conversation-mark-unread');
  for (const page of [phone, laptop]) {
    await expect(rowOf(page, 'Bruno').getByTestId('unread-badge')).toBeVisible();
  }
  await openConversation(phone, 'Bruno');
  await expect(rowOf(laptop, 'Bruno').getByTestId('unread-badge')).toBeHidden();

  await phone.getByTestId('conversation-actions').click();
  await phone.getByTestId('conversation-mark-unread').click();
  await expect(rowOf(phone, 'Bruno').getByTestId('unread-badge')).toBeVisible();
  await choose(laptop, 'Bruno', 'conversation-mark-read');
  await expect(rowOf(phone, 'Bruno').getByTestId('unread-badge')).toBeHidden();
});
