import type { Page } from '@playwright/test';
import { DESKTOP, expect, openConversation, PHONE, test } from './demo.ts';

const timeIn = (timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone }).format(new Date());

/** Whether the header says what time it is there, now. */
const shows = (page: Page, timeZone: string) =>
  expect
    .poll(async () =>
      (await page.getByTestId('local-time').allTextContents()).join().includes(timeIn(timeZone)),
    )
    .toBe(true);

test('the other person’s local time is shown, wherever they take their device, unless it is one’s own', async ({
  signIn,
}) => {
  const alice = await signIn('alice', DESKTOP);
  await openConversation(alice, 'Bruno');
  await shows(alice, 'Europe/Lisbon');
  await expect(alice.getByTestId('local-time')).toContainText('local time');

  const onTour = await signIn('bruno', { ...PHONE, timezoneId: 'Asia/Kolkata' });
  await shows(alice, 'Asia/Kolkata');
  await openConversation(onTour, 'Alice');
  await shows(onTour, 'Europe/Paris');
  await onTour.context().close();

  await signIn('bruno', { ...PHONE, timezoneId: 'Europe/Paris' });
  await expect(alice.getByTestId('local-time')).toHaveCount(0);
});
