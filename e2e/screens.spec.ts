import {
  chooseFor,
  chooseInList,
  conversationRow,
  expect,
  goOffline,
  LONG,
  openConversation,
  rowsOf,
  send,
  sendOffline,
  test,
  LOOKS,
} from './demo.ts';
import { look, lookAtDialog } from './look.ts';

/** What is written, and not sent, in the conversations that are opened. */
const begun = {
  Bruno: 'Could we make it half an hour later? My train is late 🚆',
  김민아: '토요일 오후 세 시 괜찮으세요?',
  يوسف: 'مرحبا، هل يمكننا أن نلتقي قبل الموعد بساعة؟',
  Margareta: '',
};

for (const { size, wide, viewport, colorScheme, details } of LOOKS) {
  test(`screens on a ${size}, ${colorScheme}`, wide ? LONG : details, async ({ open, server }) => {
    const page = await open({ ...viewport, colorScheme });
    const as = `${size}-${colorScheme}`;
    await expect(page.getByTestId('demo-person-alice')).toBeVisible();
    await look(page, `${as}-welcome`);

    await page.getByTestId('demo-person-alice').click();
    await expect(page.getByTestId('conversation-row')).toHaveCount(5);
    await look(page, `${as}-list`);

    for (const [name, draft] of Object.entries(begun)) {
      await openConversation(page, name);
      await look(page, `${as}-conversation-${name}`);
      await page.getByTestId('composer-input').fill(draft);
      if (!wide) await page.goBack();
    }
    await expect(page.getByText('Draft:').first()).toBeVisible();
    await look(page, `${as}-drafts`);

    await openConversation(page, 'Margareta');
    await chooseFor(page, 'Oh no! No worries', 'message-menu-reply');
    await look(page, `${as}-replying-Margareta`);
    await send(page, 'Dry as ever, and the cellar too. Thank you for asking! 🌧️');
    await rowsOf(page, 'Dry as ever').getByTestId('quote').click();
    await expect(page.getByTestId('found')).toBeVisible();
    // Without axe, before which the mark would be gone.
    await page.screenshot({ path: `e2e/test-results/screens/${as}-found.png` });
    await expect(page.getByTestId('found')).toHaveCount(0);
    await look(page, `${as}-reply-Margareta`);
    if (!wide) await page.goBack();

    await page.getByTestId('open-bookings').click();
    await expect(page.getByTestId('booking-row')).toHaveCount(7);
    await look(page, `${as}-bookings`);
    await page.getByTestId('booking-row').filter({ hasText: 'String quartet' }).click();
    await expect(page.getByTestId('booking-detail')).toContainText('Margareta');
    await look(page, `${as}-booking`);
    await page.goBack();
    await page.goBack();

    await page.getByTestId('open-settings').click();
    await expect(page.getByTestId('settings')).toBeVisible();
    await look(page, `${as}-settings`);
    await page.goBack();

    await conversationRow(page, '김민아').click({ button: 'right' });
    await lookAtDialog(page, `${as}-conversation-menu`);
    await page.getByTestId('conversation-mute').click();
    await lookAtDialog(page, `${as}-conversation-mute`);
    await page.getByTestId('conversation-mute-hour').click();
    await chooseInList(page, '김민아', 'conversation-pin');
    await expect(conversationRow(page, '김민아').getByRole('img', { name: 'Pinned' })).toBeVisible();
    await look(page, `${as}-list-pinned-muted`);
    await chooseInList(page, '김민아', 'conversation-archive');
    await expect(page.getByTestId('toast')).toBeVisible();
    await look(page, `${as}-archived-toast`);
    await page.getByTestId('show-unread').click();
    await expect(page.getByText('Nothing is unread')).toBeVisible();
    await look(page, `${as}-unread-none`);
    await page.getByTestId('show-waiting').click();
    await expect(page.getByTestId('conversation-row').filter({ visible: true }).first()).toBeVisible();
    await look(page, `${as}-waiting`);
    await page.getByTestId('show-archived').click();
    await expect(conversationRow(page, '김민아')).toBeVisible();
    await look(page, `${as}-archived`);
    await conversationRow(page, '김민아').click({ button: 'right' });
    await page.getByTestId('conversation-unarchive').click();
    await expect(page.getByText('Nothing is archived')).toBeVisible();
    await look(page, `${as}-archived-none`);

    await page.goto(`${server.url}/chat/019a0000-0000-7000-8000-000000000000`);
    await expect(page.getByText('This conversation could not be opened')).toBeVisible();
    await look(page, `${as}-absent`);
  });

  test(
    `what may happen to a message, on a ${size}, ${colorScheme}`,
    wide ? LONG : details,
    async ({ signIn }) => {
      const alice = await signIn('alice', { ...viewport, colorScheme });
      const bruno = await signIn('bruno');
      const as = `${size}-${colorScheme}`;
      await openConversation(alice, 'Bruno');
      await openConversation(bruno, 'Alice');
      await send(alice, 'Sent in haste');
      await send(alice, 'نراكم في العاشرة، إن شاء الله');
      await expect(rowsOf(alice, 'في العاشرة').getByTestId('message-status-read')).toBeVisible();
      await alice.getByTestId('system-message').filter({ hasText: 'Prints' }).getByRole('button').click();
      await expect(alice.getByTestId('booking-states')).toBeVisible();
      await look(alice, `${as}-booking-change`);
      await chooseFor(alice, 'Sent in haste', 'message-menu-reply');
      await look(alice, `${as}-replying`);
      await send(alice, 'Not quite what I meant: there are three of them, and the youngest is two');
      await chooseFor(bruno, 'في العاشرة', 'message-menu-reply');
      await send(bruno, 'نعم، سأكون هناك 👍');
      await expect(rowsOf(alice, 'سأكون هناك')).toBeVisible();
      await chooseFor(bruno, 'Not quite what', 'message-menu-reply');
      await send(bruno, '🎂');
      await expect(alice.getByTestId('quote')).toHaveCount(3);
      await look(alice, `${as}-replies`);
      await rowsOf(alice, 'في العاشرة').first().getByRole('article').click({ button: 'right' });
      await lookAtDialog(alice, `${as}-message-menu`);
      await alice.getByTestId('message-menu-edit').click();
      await send(alice, 'نراكم في التاسعة');
      await expect(rowsOf(alice, 'في التاسعة').first()).toContainText('Edited');
      await chooseFor(alice, 'Sent in haste', 'message-menu-unsend');
      await lookAtDialog(alice, `${as}-unsend-question`);
      await alice.getByTestId('dialog-confirm').click();
      await expect(rowsOf(alice, 'Message removed').first()).toBeVisible();
      await look(alice, `${as}-edited-and-removed`);
      await goOffline(alice);
      await sendOffline(alice, 'هل يوم السبت لا يزال متاحاً؟');
      await sendOffline(
        alice,
        'I would bring cake, my sister and her three children, if that is not too many 🎂',
      );
      await look(alice, `${as}-queued`);
      await bruno.getByTestId('booking-action-accepted').click();
      await expect(bruno.getByTestId('system-message').last()).toContainText(/accepted/i);
      await alice.context().setOffline(false);
      await expect(alice.getByTestId('message-paused')).toBeVisible({ timeout: 30_000 });
      await look(alice, `${as}-paused`);
      await alice.getByTestId('message-edit').click();
      await look(alice, `${as}-editing`);
    },
  );
}

test('a person without conversations, and an administrator, are told so', async ({ open }) => {
  for (const [firstName, words] of [
    ['hugo', /no conversations/i],
    ['ada', /dashboard/i],
  ] as const) {
    const page = await open();
    await page.getByTestId(`demo-person-${firstName}`).click();
    await expect(page.getByText(words).first()).toBeVisible();
    await look(page, `phone-light-${firstName}`);
  }
});
