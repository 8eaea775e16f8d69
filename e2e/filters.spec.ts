import {
  chooseInList,
  conversationRow as rowOf,
  DESKTOP,
  expect,
  openConversation,
  send,
  test,
} from './demo.ts';

test('what is unread is listed alone, and stays while it is read', async ({ signIn }) => {
  const alice = await signIn('alice', DESKTOP);
  const bruno = await signIn('bruno');
  await openConversation(bruno, 'Alice');
  await send(bruno, 'A question');
  await alice.getByTestId('show-unread').click();
  await expect(alice).toHaveURL(/filter=unread/);
  await expect(rowOf(alice, 'Bruno')).toHaveCount(1);
  await expect(rowOf(alice, 'Dora')).toHaveCount(0);

  await rowOf(alice, 'Bruno').click();
  await expect(rowOf(alice, 'Bruno').getByTestId('unread-badge')).toBeHidden();
  await expect(rowOf(alice, 'Bruno')).toHaveCount(1);
  await expect(alice.getByTestId('show-unread')).toBeChecked();
  await chooseInList(alice, 'Bruno', 'conversation-mark-unread');
  await alice.getByTestId('show-all').click();
  await expect(rowOf(alice, 'Dora')).toHaveCount(1);
});

test('what waits for an answer is listed until it is given, on every device', async ({ signIn }) => {
  const phone = await signIn('alice');
  const laptop = await signIn('alice', DESKTOP);
  const bruno = await signIn('bruno');
  await openConversation(bruno, 'Alice');
  await send(bruno, 'A question');
  for (const page of [phone, laptop]) {
    await page.getByTestId('show-waiting').click();
    await expect(rowOf(page, 'Bruno')).toHaveCount(1);
  }
  await openConversation(phone, 'Bruno');
  await send(phone, 'An answer');
  await phone.getByTestId('back').filter({ visible: true }).click();
  for (const page of [phone, laptop]) await expect(rowOf(page, 'Bruno')).toHaveCount(0);
  await expect(phone.getByTestId('show-waiting')).toBeChecked();
});

test('a filter is chosen by the keyboard, and opened by its address', async ({ signIn, server }) => {
  const alice = await signIn('alice', DESKTOP);
  await chooseInList(alice, 'Dora', 'conversation-archive');
  await alice.getByTestId('show-all').focus();
  await alice.keyboard.press('ArrowRight');
  await expect(alice.getByTestId('show-unread')).toBeFocused();
  await expect(alice.getByTestId('show-unread')).toBeChecked();
  for (let back = 0; back < 2; back += 1) await alice.keyboard.press('ArrowLeft');
  await expect(alice.getByTestId('show-archived')).toBeFocused();
  await expect(rowOf(alice, 'Dora')).toHaveCount(1);
  await alice.reload();
  await expect(alice.getByTestId('show-archived')).toBeChecked();
  await expect(rowOf(alice, 'Dora')).toHaveCount(1);
  await alice.goto(`${server.url}/chats?filter=nonsense`);
  await expect(alice.getByTestId('show-all')).toBeChecked();
  await expect(rowOf(alice, 'Dora')).toHaveCount(0);
});
