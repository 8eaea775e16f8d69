import { callRoute, Device, type TestServer } from '@duet/testkit';
import { goTo, messagesIn, signInToDashboard } from './dashboard.ts';
import { expect, LOOKS, test } from './demo.ts';
import { look, lookAtDialog } from './look.ts';

const NOTE = 'She has written this three times now.';

/** A device of one of the demo people, without an app. */
async function deviceOf(server: TestServer, firstName: string): Promise<Device> {
  const { body } = await callRoute(server.url, 'listDemoPeople', {}).then((answer) => {
    if (!answer.ok) throw new Error(answer.error.code);
    return answer;
  });
  const person = body.people.find(({ email }) => email.startsWith(`${firstName}@`));
  if (!person) throw new Error(`${firstName} is not in the demo`);
  return Device.connect(server.url, person);
}

for (const { size, viewport, colorScheme, details } of LOOKS) {
  test(
    `bruno reports what alice wrote, ada decides, bruno is told; on a ${size}, ${colorScheme}`,
    details,
    async ({ visit, server }) => {
      const as = `${size}-${colorScheme}-report`;
      const bruno = await deviceOf(server, 'bruno');
      const { conversations } = await bruno.get('listConversations', { query: { role: 'artist' } });
      const conversation = conversations.find(({ peer }) => peer.user.name === 'Alice Moreau')!;
      const params = { id: conversation.id };
      const { messages } = await bruno.get('listMessages', { params, query: {} });
      const reported = messages.find(({ content }) => content?.startsWith('Morning is perfect'))!;
      const body = {
        clientReportId: crypto.randomUUID(),
        messageId: reported.id,
        reason: 'harassment',
        note: NOTE,
      } as const;
      await bruno.get('reportPeer', { params, body });

      const page = await visit('/admin', { ...viewport, colorScheme, reducedMotion: 'reduce' });
      await signInToDashboard(page, 'ada');
      await goTo(page, 'Reports');
      await expect(page.getByTestId('reports')).toContainText('Alice Moreau');
      await expect(page.getByTestId('reports')).not.toContainText(NOTE);
      await look(page, `${as}s`);
      await page.getByRole('link', { name: 'Harassment' }).press('Enter');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('A report of Alice Moreau');
      await look(page, `${as}-closed`);
      await page.getByRole('button', { name: 'Open what was written' }).click();
      await expect(messagesIn(page).filter({ hasText: reported.content! })).toBeInViewport();
      if (size === 'phone') await page.getByText('About this report').click();
      await expect(page.getByTestId('report')).toContainText(NOTE);
      await look(page, as);

      await page.getByRole('button', { name: 'Warn' }).press('Enter');
      await page.getByRole('button', { name: 'They are warned' }).click();
      await expect(page.getByText('Say why, in a sentence')).toBeVisible();
      await lookAtDialog(page, `${as}-decision`);
      await page.getByLabel('Reason').fill('That is no way to ask for an album.');
      await page.getByRole('button', { name: 'They are warned' }).click();
      await expect(page.getByTestId('report')).toContainText('Warned');
      await expect(page.getByRole('button', { name: 'Suspend' })).toHaveCount(0);
      await expect
        .poll(() => bruno.received('report:decided'))
        .toMatchObject([{ report: { state: 'acted' } }]);

      await goTo(page, 'Reports');
      await expect(page.getByText('Nothing waits')).toBeVisible();
      await page.getByRole('button', { name: 'Decided' }).click();
      await expect(page.getByTestId('reports')).toContainText('Warned');
      await look(page, `${as}s-decided`);
      bruno.close();
    },
  );
}
