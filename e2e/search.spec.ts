import {
  bannerOf,
  chooseInList,
  conversationRow as rowOf,
  expect,
  goOffline,
  openConversation,
  test,
  LOOKS,
} from './demo.ts';
import { look } from './look.ts';

for (const { size, viewport, colorScheme, details } of LOOKS) {
  test(`somebody is found as one types, on a ${size}, ${colorScheme}`, details, async ({ signIn }) => {
    const page = await signIn('alice', { ...viewport, colorScheme });
    const lookAt = (name: string) => look(page, `${size}-${colorScheme}-search-${name}`);
    await chooseInList(page, 'Dora', 'conversation-archive');
    const status = page.getByTestId('search-status');
    for (const [text, name] of [
      ['osterr', 'Margareta'],
      ['민', '김민아'],
      ['العط', 'يوسف'],
      ['DU-1042', 'Bruno'],
      ['dor fek', 'Dora'],
    ] as const) {
      await page.getByTestId('search').fill(text);
      await expect(rowOf(page, name)).toHaveCount(1);
      await expect(status).toHaveText('1 found');
    }
    await expect(rowOf(page, 'Dora').getByRole('img', { name: 'Archived' })).toBeVisible();
    await page.getByTestId('search').fill('a');
    await expect(rowOf(page, 'Margareta')).toHaveCount(1);
    await lookAt('found');
    await page.getByTestId('search').fill('nobody at all');
    await expect(page.getByText('Nobody found')).toBeVisible();
    await lookAt('nobody');
    await page.getByTestId('search').press('Escape');
    await expect(page.getByTestId('show-all')).toBeVisible();
    await expect(rowOf(page, 'Bruno')).toHaveCount(1);
  });
}

test('without a network the device is searched, and says so', async ({ signIn }) => {
  const page = await signIn('alice');
  await goOffline(page);
  await page.getByTestId('search').fill('brun');
  await expect(rowOf(page, 'Bruno')).toHaveCount(1);
  await expect(page.getByTestId('search-status')).toHaveText('1 found on this device');
  await page.screenshot({ path: 'e2e/test-results/screens/phone-light-search-offline.png' });
  await page.getByTestId('search').fill('nobody');
  await expect(page.getByText('Nobody found on this device')).toBeVisible();
  await page.context().setOffline(false);
  await expect(bannerOf(page)).toBeHidden();
  await expect(page.getByTestId('search-status')).toHaveText('0 found');
});

test('what was found is opened, and the search is there when one comes back', async ({ signIn }) => {
  const page = await signIn('alice');
  await page.getByTestId('search').fill('brun');
  await openConversation(page, 'Bruno');
  await page.getByTestId('back').filter({ visible: true }).click();
  await expect(page.getByTestId('search')).toHaveValue('brun');
  await page.getByTestId('search-clear').click();
  await expect(rowOf(page, 'Dora')).toHaveCount(1);
});
