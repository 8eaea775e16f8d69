import type { Page } from '@playwright/test';
import { DESKTOP, expect, openConversation, PHONE, test } from './demo.ts';
import { look, lookAtDialog } from './look.ts';

const DARK = 'rgb(22, 17, 20)';

/** What cannot be read whole of what can be chosen. */
function cutLabels(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [
      ...document.querySelectorAll(
        '[role=button] [dir=auto], [role=radio] [dir=auto], [role=switch] [dir=auto]',
      ),
    ]
      .filter((label) => label.checkVisibility())
      .filter(
        ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
          scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1,
      )
      .map((label) => label.textContent),
  );
}

test('looks and speaks as it was told, at once and when it is opened again', async ({ signIn }) => {
  const page = await signIn('alice', { ...PHONE, colorScheme: 'light' });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const title = page.getByRole('heading', { level: 1 }).filter({ visible: true });
  await page.getByTestId('open-settings').click();
  await expect(title).toHaveText('Settings');

  const before = await title.evaluate((heading) => Number.parseFloat(getComputedStyle(heading).fontSize));
  await page.getByTestId('text-size-largest').click();
  const after = await title.evaluate((heading) => Number.parseFloat(getComputedStyle(heading).fontSize));
  expect(after / before).toBeCloseTo(1.3, 1);

  expect(await cutLabels(page)).toEqual([]);

  await page.getByTestId('theme-dark').press('Space');
  await expect(page.getByTestId('theme-dark')).toHaveAttribute('aria-checked', 'true');
  await expect.poll(ground).toBe(DARK);

  await page.getByTestId('language-ko').click();
  await expect(title).toHaveText('설정');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  expect(await cutLabels(page)).toEqual([]);
  await look(page, 'settings-korean-dark-largest');

  // What is seen before the app is there.
  await page.route('**/assets/*.js', (route) => route.abort());
  await page.reload();
  expect(await ground()).toBe(DARK);
  await page.unroute('**/assets/*.js');

  await page.reload();
  await expect(title).toHaveText('설정');
  await page.getByTestId('back').click();
  await expect(title).toHaveText('채팅');
  await look(page, 'chats-korean-dark-largest');
  await page.getByTestId('show-archived').click();
  await expect(page.getByText('보관한 대화가 없어요')).toBeVisible();
  await page.getByTestId('show-all').click();

  await openConversation(page, 'Bruno');
  await expect(page.getByTestId('composer-input')).toHaveAttribute('placeholder', '메시지 입력');
  await expect(page.getByTestId('system-message').first()).toContainText(/했어요|되었어요/u);
  await look(page, 'chat-korean-dark-largest');
  await page.getByTestId('conversation-actions').click();
  await lookAtDialog(page, 'menu-korean-dark-largest');
  // Nothing is wider than the window.
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
});

test('speaks the language of the device, and another when it is told to', async ({ open }) => {
  const page = await open({ ...DESKTOP, locale: 'ko-KR' });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('좋은 작업은 좋은 대화에서 시작돼요.');
  await expect(page).toHaveTitle('환영해요 · Duet');
  await look(page, 'welcome-korean');
  await page.getByTestId('demo-person-alice').click();
  await page.getByTestId('open-settings').click();
  await look(page, 'settings-korean-desktop');
  await page.getByTestId('language-en').click();
  await expect(page).toHaveTitle('Settings · Duet');
  await expect(page.getByRole('navigation', { name: 'Conversations' })).toBeVisible();
  await page.getByTestId('language-system').click();
  await expect(page).toHaveTitle('설정 · Duet');
});
