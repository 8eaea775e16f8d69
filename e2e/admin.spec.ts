import { TEST_SECRET } from '@duet/testkit';
import type { Route } from '@playwright/test';
import { run } from '../tools/program.ts';
import {
  change,
  conversationsIn,
  entriesIn,
  goTo,
  messagesIn,
  openMenu,
  openUnderCase,
  signInToDashboard,
} from './dashboard.ts';
import {
  chooseFor,
  conversationRow,
  DESKTOP,
  expect,
  LOOKS,
  openConversation,
  rowsOf,
  send,
  test,
} from './demo.ts';
import { look, lookAtDialog } from './look.ts';
import { forest } from './pictures.ts';

const HOSTILE = '<img src="x" onerror="alert(1)"><script>alert(2)</script>';

test('ada opens a conversation under a case, nobody notices, and the log proves it', async ({
  signIn,
  visit,
  server,
}) => {
  const alice = await signIn('alice', DESKTOP);
  const bruno = await signIn('bruno', DESKTOP);
  await openConversation(alice, 'Bruno');
  await send(alice, 'You are a fool');
  await chooseFor(alice, 'You are a fool', 'message-menu-edit');
  await send(alice, 'You are late');
  await send(alice, HOSTILE);
  await send(alice, 'Never come back');
  await chooseFor(alice, 'Never come back', 'message-menu-unsend');
  await alice.getByTestId('dialog-confirm').click();
  await expect(rowsOf(alice, 'Message removed').first()).toBeVisible();
  const chooser = alice.waitForEvent('filechooser');
  await alice.getByTestId('composer-attach').click();
  await (await chooser).setFiles([forest]);
  await alice.getByTestId('review-send').click();
  await expect(rowsOf(alice, '').last().getByTestId('message-status-delivered')).toBeVisible();
  await expect(conversationRow(bruno, 'Alice').getByTestId('unread-badge')).toBeVisible();
  const seen = async () => [
    await alice.getByTestId('message-row').allInnerTexts(),
    await bruno.getByTestId('conversation-row').allInnerTexts(),
  ];
  const before = await seen();

  const ada = await visit('/admin', DESKTOP);
  await signInToDashboard(ada, 'ada');
  await test.step('she finds it, and sees nothing of it without a reason', async () => {
    await ada.getByLabel('Person').fill('bru');
    await ada.getByRole('button', { name: 'Look up' }).click();
    await ada.getByRole('button', { name: 'Bruno Castellani' }).click();
    await conversationsIn(ada).filter({ hasText: 'Alice' }).click();
    await expect(ada.getByRole('heading', { level: 1 })).toHaveText('Alice Moreau and Bruno Castellani');
    await expect(ada.getByRole('button', { name: 'Open under a case' })).toBeVisible();
    await expect(messagesIn(ada)).toHaveCount(0);
    await ada.getByRole('button', { name: 'Open under a case' }).click();
    await ada.getByRole('button', { name: 'Open for 30 minutes' }).click();
    await expect(ada.getByRole('dialog').getByText('Name the case')).toBeVisible();
    await ada.keyboard.press('Escape');
    await expect(ada.getByRole('dialog')).toHaveCount(0);
  });

  await test.step('she sees what was written, edited, unsent and shown', async () => {
    // What is read first has addresses of images that have run out, as they have after a while.
    await ada.route(/\/openings\/[^/]+\/messages/, withOldAddresses, { times: 1 });
    await openUnderCase(ada, 'D-1042');
    await expect(ada.getByTestId('countdown')).toHaveText(/^(30:00|29:\d\d) left$/);
    const edited = messagesIn(ada).filter({ hasText: 'You are late' });
    await edited.getByText('What it was before').click();
    await expect(edited).toContainText('You are a fool');
    await expect(edited).toContainText('Edited');
    await expect(edited).toContainText('Not read');
    await expect(messagesIn(ada).filter({ hasText: 'Unsent' })).toContainText('Never come back');
    await expect(messagesIn(ada).first()).toHaveAttribute('aria-posinset', /^\d+$/);
    const picture = ada.getByTestId('picture').last();
    await expect(picture.locator('img')).toHaveAttribute('src', /^data:/);
    const again = ada.waitForRequest(/\/messages\?afterSeq=\d+&limit=1$/);
    await picture.click();
    await again;
    await expect(picture.locator('img')).toHaveAttribute('src', /^\/objects\//);
  });

  await test.step('A4 what was written is text, whatever it says', async () => {
    await expect(messagesIn(ada).filter({ hasText: HOSTILE })).toBeVisible();
    await expect(messagesIn(ada).locator('img[src="x"]')).toHaveCount(0);
  });

  await test.step('she goes from message to message by keys, and finds words that are gone', async () => {
    await messagesIn(ada).last().focus();
    await ada.keyboard.press('ArrowUp');
    await expect(messagesIn(ada).filter({ hasText: 'Never come back' })).toBeFocused();
    await ada.keyboard.press('Home');
    await expect(messagesIn(ada).first()).toBeFocused();
    await expect(messagesIn(ada).first()).toContainText('#1');
    await ada.getByRole('button', { name: 'Search' }).click();
    await ada.getByLabel('Words in this conversation').fill('FOOL');
    await ada.keyboard.press('Enter');
    await ada.getByRole('button', { name: 'You are late' }).click();
    await expect(messagesIn(ada).filter({ hasText: 'You are late' })).toBeInViewport();
  });

  await test.step('on paper is all that is loaded', async () => {
    await ada.getByRole('button', { name: 'Newest' }).click();
    await expect(messagesIn(ada).last()).toBeVisible();
    const count = Number(await messagesIn(ada).last().getAttribute('aria-posinset'));
    await ada.emulateMedia({ media: 'print' });
    await expect(messagesIn(ada)).toHaveCount(count);
    await expect(messagesIn(ada).filter({ hasText: 'Requested → Accepted' }).first()).toBeVisible();
    await expect(ada.getByText('Printed by Ada Nwosu')).toBeVisible();
    await expect(ada.getByTestId('picture').last().locator('img')).toHaveAttribute('src', /^\/objects\//);
    await ada.emulateMedia({ media: 'screen' });
  });

  await test.step('alice and bruno notice nothing', async () => {
    expect(await seen()).toEqual(before);
  });

  await test.step('the log says so', async () => {
    await goTo(ada, 'Audit log');
    await ada.getByLabel('What').selectOption('Opened a conversation');
    await ada.getByRole('button', { name: 'Show', exact: true }).click();
    await expect(entriesIn(ada)).toHaveCount(1);
    await expect(entriesIn(ada)).toContainText(/Ada Nwosu.*D-1042.*Bruno says/s);
    await ada.getByRole('button', { name: 'D-1042' }).click();
    await ada.getByLabel('What').selectOption('Anything');
    await ada.getByRole('button', { name: 'Show', exact: true }).click();
    await expect(entriesIn(ada).filter({ hasText: 'Searched' })).toContainText('FOOL');
    const download = ada.waitForEvent('download');
    await ada.getByRole('button', { name: 'Export' }).click();
    expect((await download).suggestedFilename()).toBe('audit-log.jsonl');
  });

  await test.step('the chain holds, until somebody with all rights changes an entry', async () => {
    const env = {
      DATABASE_URL: server.databaseUrl,
      DUET_SECRET: TEST_SECRET,
      AUDIT_ANCHORS: server.auditAnchors,
    };
    const verify = () => run(['node', 'tools/run.mjs', 'audit-verify'], { env });
    expect(await verify()).toMatchObject({ code: 0 });
    await change(
      server,
      'SET session_replication_role = replica',
      `UPDATE audit_log SET case_id = 'D-9' WHERE action = 'conversation.open'`,
    );
    const { code, output } = await verify();
    const opened = await ada.evaluate(
      () => document.querySelector('[data-testid=audit] tbody tr:last-child td')?.textContent,
    );
    expect([code, output]).toEqual([1, expect.stringContaining(`Entry ${opened}:`)]);
  });
});

/** An answer whose images are at addresses that hold no more. */
async function withOldAddresses(route: Route): Promise<void> {
  const response = await route.fetch();
  const body = (await response.text()).replaceAll(
    /"urlsExpireAt":"[^"]+"/g,
    '"urlsExpireAt":"2020-01-01T00:00:00.000Z"',
  );
  await route.fulfill({ response, body });
}

for (const { size, viewport, colorScheme, details } of LOOKS) {
  test(`the dashboard on a ${size}, ${colorScheme}`, details, async ({ visit, server }) => {
    const as = `${size}-${colorScheme}-admin`;
    const page = await visit('/admin', { ...viewport, colorScheme, reducedMotion: 'reduce' });
    await signInToDashboard(page, 'alice');
    await expect(page.getByRole('alert')).toContainText('no administrator');
    await look(page, `${as}-sign-in`);
    await signInToDashboard(page, 'ada');
    await expect(conversationsIn(page).first()).toBeVisible();
    await look(page, `${as}-finder`);
    await openMenu(page);
    await look(page, `${as}-menu`);

    await page.getByLabel('Booking code').fill('DU-1042');
    await page.getByRole('button', { name: 'Find', exact: true }).click();
    await expect(conversationsIn(page)).toHaveCount(1);
    await page.getByLabel('Status').selectOption('Closed');
    await page.getByRole('button', { name: 'Find', exact: true }).click();
    await expect(page.getByText('No conversation fits')).toBeVisible();
    await look(page, `${as}-finder-empty`);
    await page.goBack();
    await conversationsIn(page).click();
    await expect(page.getByRole('button', { name: 'Open under a case' })).toBeVisible();
    await look(page, `${as}-closed`);
    await page.getByRole('button', { name: 'Open under a case' }).click();
    await page.getByRole('button', { name: 'Open for 30 minutes' }).click();
    await expect(page.getByText('Name the case')).toBeVisible();
    await lookAtDialog(page, `${as}-case`);
    await page.keyboard.press('Escape');
    await openUnderCase(page, 'D-7');
    await look(page, `${as}-viewer`);
    await page.getByRole('button', { name: 'Dispute pack' }).click();
    await expect(page.getByTestId('packs')).toContainText('D-7');
    await page.goBack();
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByLabel('Words in this conversation').fill('morning');
    await page.keyboard.press('Enter');
    await expect(page.getByText('messages say this.')).toBeVisible();
    await look(page, `${as}-search`);
    await change(server, 'UPDATE openings SET expires_at = now()');
    await page.keyboard.press('Enter');
    await expect(page.getByText('The time is up')).toBeVisible();
    await look(page, `${as}-expired`);

    await goTo(page, 'People');
    await page.getByLabel('Name, e-mail address or id').fill('casTell');
    await page.getByRole('button', { name: 'Find', exact: true }).click();
    await expect(page.getByTestId('people')).toContainText('Bruno Castellani');
    await look(page, `${as}-people`);
    await page.context().setOffline(true);
    await page.getByLabel('Name, e-mail address or id').fill('bruno');
    await page.getByRole('button', { name: 'Find', exact: true }).click();
    await expect(page.getByText('No connection')).toBeVisible();
    await look(page, `${as}-offline`);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByTestId('people')).toContainText('Bruno Castellani');
    await page.getByRole('link', { name: 'Bruno Castellani' }).click();
    await page.getByRole('button', { name: 'Suspend' }).click();
    await lookAtDialog(page, `${as}-suspend`);
    await page.getByLabel('Reason').fill('He has threatened a customer.');
    await page.getByRole('button', { name: 'Suspend' }).last().click();
    await expect(page.getByTestId('person')).toContainText('Suspended');
    await look(page, `${as}-person`);

    await page.getByRole('button', { name: 'Propose an erasure' }).click();
    await page.getByLabel('Case').fill('P-12');
    await page.getByLabel('Reason').fill('He has asked for it in writing.');
    await page.getByRole('button', { name: 'Propose it' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await goTo(page, 'Privacy');
    await expect(page.getByTestId('proposals')).toContainText('Bruno Castellani');
    await look(page, `${as}-privacy`);
    await goTo(page, 'Dispute packs');
    await expect(page.getByRole('button', { name: 'Download' })).toBeVisible();
    await look(page, `${as}-packs`);
    await goTo(page, 'Health');
    await expect(page.getByTestId('plots')).toContainText('Connected now');
    await expect(page.getByTestId('engagement')).toContainText('conversations');
    await look(page, `${as}-health`);

    await goTo(page, 'Audit log');
    await expect(entriesIn(page).first()).toContainText('Read the audit log');
    await look(page, `${as}-audit`);
    await goTo(page, 'Your sessions');
    await expect(page.getByTestId('own-sessions')).toContainText('This one');
    await look(page, `${as}-sessions`);
    await openMenu(page);
    await page.getByTestId('sign-out').click();
    await expect(page.getByText('You have signed out.')).toBeVisible();

    await change(server, `UPDATE users SET roles = '{viewer}' WHERE email = 'iris@duet.example'`);
    await signInToDashboard(page, 'iris');
    await expect(page.getByTestId('own-sessions')).toBeVisible();
    await page.goto(`${server.url}/admin/audit`);
    await expect(page.getByText('Your role does not allow this')).toBeVisible();
    await look(page, `${as}-forbidden`);
  });
}

test('a person who is signed out by an administrator is out at once', async ({ signIn, visit }) => {
  const bruno = await signIn('bruno');
  const ada = await visit('/admin', DESKTOP);
  await signInToDashboard(ada, 'ada');
  await goTo(ada, 'People');
  await ada.getByLabel('Name, e-mail address or id').fill('bruno@duet.example');
  await ada.keyboard.press('Enter');
  await ada.getByRole('link', { name: 'Bruno Castellani' }).click();
  await expect(ada.getByTestId('sessions')).toContainText('Signed in');
  await ada.getByRole('button', { name: 'Sign out everywhere' }).click();
  await ada.getByLabel('Reason').fill('His phone was stolen.');
  await ada.getByRole('button', { name: 'Sign out everywhere' }).last().click();
  await expect(ada.getByTestId('sessions')).toContainText('ended by admin');
  await expect(bruno.getByTestId('sign-in-again')).toBeVisible();
});
