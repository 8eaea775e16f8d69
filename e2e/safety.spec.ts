import {
  chooseFor,
  chooseInList,
  conversationRow,
  DESKTOP,
  expect,
  openConversation,
  rowsOf,
  send,
  test,
} from './demo.ts';
import { look } from './look.ts';

test('who is blocked can write no more, either way; bookings go on, and both are told', async ({
  signIn,
}) => {
  const alice = await signIn('alice');
  const bruno = await signIn('bruno', DESKTOP);
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');
  await expect(alice.getByTestId('presence')).toHaveText('Online');

  await alice.getByTestId('conversation-actions').click();
  await alice.getByTestId('menu').getByTestId('conversation-block').click();
  await expect(alice.getByRole('dialog', { name: 'Block Bruno' })).toBeVisible();
  await look(alice, 'phone-light-block');
  await alice.getByTestId('dialog-confirm').click();
  await expect(alice.getByTestId('composer-blocked')).toContainText('You have blocked');
  await expect(bruno.getByTestId('composer-blockedByPeer')).toContainText('takes no messages from you');
  await expect(alice.getByTestId('presence')).not.toHaveText('Online');
  await look(alice, 'phone-light-blocked');
  await look(bruno, 'desktop-light-blocked-by-peer');

  await bruno.getByTestId('booking-action-accepted').click();
  await expect(alice.getByTestId('system-message').last()).toContainText('accepted');
  await alice.goBack();
  await expect(conversationRow(alice, 'Bruno').getByRole('img', { name: 'Blocked' })).toBeVisible();
  await chooseInList(alice, 'Bruno', 'conversation-unblock');
  await expect(bruno.getByTestId('composer-input')).toBeVisible();
  await send(bruno, 'Thank you for the second chance');
  await openConversation(alice, 'Bruno');
  await expect(rowsOf(alice, 'second chance')).toBeVisible();
  await expect(alice.getByTestId('presence')).toHaveText('Online');
});

test('a message that met the block says so, and can be taken back', async ({ signIn }) => {
  const alice = await signIn('alice');
  const bruno = await signIn('bruno', DESKTOP);
  await openConversation(bruno, 'Alice');
  await bruno.context().setOffline(true);
  await expect(bruno.getByTestId('connection-banner').first()).toBeVisible({ timeout: 60_000 });
  await send(bruno, 'Are you still there?');
  await chooseInList(alice, 'Bruno', 'conversation-block');
  await alice.getByTestId('dialog-confirm').click();
  await bruno.context().setOffline(false);
  await expect(rowsOf(bruno, 'still there').getByTestId('message-failure')).toContainText('blocked', {
    timeout: 30_000,
  });
  await rowsOf(bruno, 'still there').getByTestId('message-discard').click();
  await expect(rowsOf(bruno, 'still there')).toHaveCount(0);
});

test('a message is reported, and its sender is blocked on the way', async ({ signIn }) => {
  const alice = await signIn('alice', DESKTOP);
  await openConversation(alice, 'Bruno');
  await chooseFor(alice, 'There is a bench with a view', 'message-menu-report');
  await expect(alice.getByRole('dialog', { name: 'Report this message?' })).toBeVisible();
  await look(alice, 'desktop-light-report');
  await alice.getByTestId('report-reason-scam').click();
  await alice.getByTestId('report-note').fill('He asked for money up front');
  await alice.getByTestId('report-block').click();
  await alice.getByTestId('dialog-confirm').click();
  await expect(alice.getByTestId('toast')).toContainText('is blocked');
  await expect(alice.getByTestId('composer-blocked')).toBeVisible();
  await alice.getByTestId('open-settings').click();
  await expect(alice.getByTestId('own-report')).toContainText('A message from Bruno Castellani');
  await expect(alice.getByTestId('own-report')).toContainText('Being looked at');
  await look(alice, 'desktop-light-own-reports');
});

test('a report that finds no network keeps what was written, and can be tried again', async ({ signIn }) => {
  const alice = await signIn('alice');
  await openConversation(alice, 'Bruno');
  await alice.route('**/reports', (route) => route.abort());
  await alice.getByTestId('conversation-actions').click();
  await alice.getByTestId('menu').getByTestId('conversation-report').click();
  await alice.getByTestId('report-note').fill('He was rude');
  await expect(alice.getByTestId('dialog-confirm')).toBeDisabled();
  await alice.getByTestId('report-reason-other').click();
  await alice.getByTestId('dialog-confirm').click();
  await expect(alice.getByTestId('report-error')).toContainText('cannot be reached', { timeout: 30_000 });
  await expect(alice.getByTestId('report-note')).toHaveValue('He was rude');
  await alice.unroute('**/reports');
  await alice.getByTestId('dialog-confirm').click();
  await expect(alice.getByTestId('toast')).toContainText('Reported');
});

test('an author is told of contact details before they go out, and who gets them is cautioned', async ({
  signIn,
}) => {
  const emma = await signIn('emma');
  const bruno = await signIn('bruno', DESKTOP);
  await openConversation(emma, 'Bruno');
  await openConversation(bruno, 'Emma');
  await send(emma, 'Call me on +46 70 123 45 67');
  await expect(emma.getByTestId('contact-notice')).toContainText('This looks like a phone number');
  await look(emma, 'phone-light-contact-notice');
  await emma.getByTestId('contact-edit').click();
  await emma.getByTestId('composer-input').fill('Shall we talk here?');
  await emma.getByTestId('composer-send').click();
  await expect(rowsOf(bruno, 'Shall we talk here?')).toBeVisible();
  await expect(bruno.getByTestId('caution-suspicious')).toHaveCount(0);

  await send(emma, 'Or write to emma.lindqvist@example.com');
  await emma.getByTestId('contact-send').click();
  const warned = rowsOf(bruno, 'Or write to');
  await expect(warned).toContainText('emma.lindqvist@example.com');
  await expect(warned.getByTestId('caution-suspicious')).toBeVisible();
  await look(bruno, 'desktop-light-caution');
  await warned.getByTestId('caution-report').click();
  await expect(bruno.getByRole('dialog')).toContainText('Report this message?');
  await bruno.getByTestId('dialog-cancel').click();

  await bruno.getByTestId('booking-action-accepted').click();
  await expect(warned.getByTestId('caution-suspicious')).toHaveCount(0);
  await send(emma, 'Now for sure: +46 70 123 45 67');
  await expect(rowsOf(bruno, 'Now for sure')).toContainText('+46 70 123 45 67');
});

test.describe('where contact details are masked', () => {
  test.use({ configured: { CONTACT_POLICY: 'mask' } });

  test('they are hidden until a booking is accepted, and then seen by all', async ({ signIn }) => {
    const emma = await signIn('emma');
    const bruno = await signIn('bruno', DESKTOP);
    await openConversation(emma, 'Bruno');
    await openConversation(bruno, 'Emma');
    await send(emma, 'Call me on +46 70 123 45 67');
    await expect(emma.getByTestId('contact-notice')).toContainText('sees •••');
    await emma.getByTestId('contact-send').click();
    const hidden = rowsOf(bruno, 'Call me on');
    await expect(hidden).toContainText('Call me on •••');
    await expect(hidden.getByTestId('caution-hidden')).toBeVisible();
    await expect(rowsOf(emma, '+46 70 123 45 67').getByTestId('caution-kept')).toBeVisible();
    await look(bruno, 'desktop-light-masked');
    await look(emma, 'phone-light-masked');

    await bruno.getByTestId('booking-action-accepted').click();
    await expect(hidden).toContainText('+46 70 123 45 67');
    await expect(hidden.getByTestId('caution-hidden')).toHaveCount(0);
    await expect(emma.getByTestId('caution-kept')).toHaveCount(0);
    await bruno.reload();
    await expect(hidden).toContainText('+46 70 123 45 67');
  });
});
