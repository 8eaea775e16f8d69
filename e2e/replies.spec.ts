import type { Page } from '@playwright/test';
import {
  chooseFor,
  DESKTOP,
  expect,
  goOffline,
  openConversation,
  PHONE,
  rowsOf,
  send,
  sendOffline,
  test,
} from './demo.ts';
import { keptBy } from './kept.ts';
import { lengthen } from './long-conversation.ts';

/** Whether the only row that says this quotes that. */
const quotes = (page: Page, text: string, quoted: string) =>
  expect(rowsOf(page, text).getByTestId('quote')).toContainText(quoted);

test('an answer shows what it answers, as that stands now, to both', async ({ signIn }) => {
  const alice = await signIn('alice', DESKTOP);
  const bruno = await signIn('bruno');
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');
  await send(alice, 'The blue door, at nine');
  await expect(rowsOf(bruno, 'The blue door')).toHaveCount(1);

  const composer = bruno.getByTestId('composer-input');
  await composer.fill('I will ');
  await chooseFor(bruno, 'The blue door', 'message-menu-reply');
  await expect(bruno.getByTestId('reply-bar')).toContainText('The blue door, at nine');
  await expect(composer).toBeFocused();
  await expect(composer).toHaveValue('I will ');
  await composer.press('End');
  await composer.pressSequentially('be there');
  await composer.press('Enter');
  await expect(bruno.getByTestId('reply-bar')).toHaveCount(0);
  for (const page of [bruno, alice]) await quotes(page, 'I will be there', 'The blue door, at nine');
  await expect(rowsOf(alice, 'I will be there').getByRole('article')).toHaveAccessibleName(
    /^Bruno Castellani, .*, in reply to You: “The blue door, at nine”: I will be there\.$/,
  );

  await chooseFor(alice, 'I will be there', 'message-menu-answered');
  await expect(alice.getByTestId('found')).toBeVisible();
  const answered = rowsOf(alice, 'The blue door').filter({ hasNot: alice.getByTestId('quote') });
  await expect(answered.getByTestId('message-menu')).toBeFocused();
  await expect(alice.getByTestId('found')).toHaveCount(0);

  await chooseFor(alice, 'The blue door', 'message-menu-edit');
  await send(alice, 'The green door, at ten');
  for (const page of [bruno, alice]) await quotes(page, 'I will be there', 'The green door, at ten');
  await alice.reload();
  await quotes(alice, 'I will be there', 'The green door, at ten');

  await chooseFor(alice, 'The green door', 'message-menu-unsend');
  await alice.getByTestId('dialog-confirm').click();
  for (const page of [bruno, alice]) {
    await quotes(page, 'I will be there', 'Message removed');
    await expect(page.getByText('The green door')).toHaveCount(0);
  }
});

test('Escape leaves the answer, not the conversation, and what is begun survives a reload', async ({
  signIn,
}) => {
  const alice = await signIn('alice', DESKTOP);
  await openConversation(alice, 'Bruno');
  const composer = alice.getByTestId('composer-input');
  const bar = alice.getByTestId('reply-bar');
  await chooseFor(alice, 'Linen cover if possible', 'message-menu-reply');
  await composer.fill('Or leather');
  await expect(bar).toBeVisible();
  await composer.press('Escape');
  await expect(bar).toHaveCount(0);
  await expect(composer).toHaveValue('Or leather');
  await expect(composer).toBeFocused();

  await chooseFor(alice, 'Linen cover if possible', 'message-menu-reply');
  await expect
    .poll(async () => [...(await keptBy(alice)).values()].join())
    .toMatch(/Or leather.*replyToId":"/);
  await alice.reload();
  await expect(bar).toContainText('Linen cover if possible');
  await expect(composer).toHaveValue('Or leather');
  await alice.getByTestId('reply-cancel').click();
  await expect(bar).toHaveCount(0);
});

test('an answer written without a network shows its quote at once, and keeps it', async ({ signIn }) => {
  const alice = await signIn('alice');
  const bruno = await signIn('bruno');
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');
  await send(bruno, 'Shall I bring the prints?');
  await expect(rowsOf(alice, 'bring the prints')).toHaveCount(1);
  await goOffline(alice);
  await chooseFor(alice, 'bring the prints', 'message-menu-reply');
  await sendOffline(alice, 'Yes, all of them');
  await quotes(alice, 'Yes, all of them', 'bring the prints');
  await alice.context().setOffline(false);
  await quotes(bruno, 'Yes, all of them', 'bring the prints');
});

for (const [size, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
  test(`a tap on a quote goes to what it quotes, hundreds of messages up, on a ${size}`, async ({
    server,
    signIn,
  }) => {
    await lengthen(server.databaseUrl, 600);
    const bruno = await signIn('bruno');
    await openConversation(bruno, 'Alice');
    const log = bruno.getByRole('log', { name: 'Messages' });
    const old = rowsOf(bruno, 'Message 520.');
    await expect(async () => {
      await log.evaluate((node) => node.scrollBy(0, -2_000));
      await expect(old).toHaveCount(1, { timeout: 500 });
    }).toPass();
    await chooseFor(bruno, 'Message 520.', 'message-menu-reply');
    await send(bruno, 'About this one');

    // Another device of the other person has nothing but the newest page.
    const alice = await signIn('alice', viewport);
    await openConversation(alice, 'Bruno');
    await quotes(alice, 'About this one', 'Message 520.');
    await expect(rowsOf(alice, 'Message 519.')).toHaveCount(0);
    await alice.getByTestId('quote').click();
    const target = alice.getByTestId('message-row').filter({ hasText: 'Message 520.' });
    await expect(target).toBeInViewport();
    await expect(alice.getByTestId('found')).toBeVisible();
    await expect(rowsOf(alice, 'Message 519.')).toBeInViewport();
    await expect(rowsOf(alice, 'Message 521.')).toHaveCount(1);
    await alice.getByTestId('to-newest').click();
    await expect(rowsOf(alice, 'About this one')).toBeInViewport();
  });
}
