import type { Page } from '@playwright/test';
import {
  bannerOf,
  conversationRow,
  DESKTOP,
  expect,
  goOffline,
  openConversation,
  rowsOf,
  send,
  test,
  LONG,
  LOOKS,
} from './demo.ts';
import { look, lookAtDialog } from './look.ts';
import { forest, picture, sea, sunset, type PictureFile } from './pictures.ts';

/** Chooses photos as people do, so that they can be looked at before they are sent. */
async function choose(page: Page, files: PictureFile[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByTestId('composer-attach').click();
  await (await chooser).setFiles(files);
  await expect(page.getByTestId('review-photo')).toHaveCount(files.length);
}

async function sendPhotos(page: Page, files: PictureFile[], caption = ''): Promise<void> {
  await choose(page, files);
  if (caption !== '') await page.getByTestId('review-caption').fill(caption);
  await page.getByTestId('review-send').click();
  await expect(page.getByTestId('review')).toHaveCount(0);
}

const photosOf = (page: Page) => page.getByTestId('message-photo');
const shownIn = (page: Page) => page.getByTestId('message-photo').getByTestId('photo');
const viewer = (page: Page) => page.getByTestId('photo-viewer');

for (const { size, wide, viewport, colorScheme, details } of LOOKS) {
  test(
    `photos go from one person to the other, on a ${size}, ${colorScheme}`,
    wide ? LONG : details,
    async ({ signIn }) => {
      const as = `${size}-${colorScheme}`;
      const still = { ...viewport, colorScheme, reducedMotion: 'reduce' } as const;
      const alice = await signIn('alice', still);
      const bruno = await signIn('bruno', still);
      await openConversation(bruno, 'Alice');
      await openConversation(alice, 'Bruno');

      await choose(alice, [sunset, forest, sea]);
      await alice.getByTestId('review-caption').fill('Where we could meet');
      await expect(alice.getByTestId('review-send')).toBeEnabled();
      await lookAtDialog(alice, `${as}-photos-review`);
      await alice.getByTestId('review-send').click();
      await expect(alice.getByTestId('composer-input')).toHaveValue('');
      await expect(rowsOf(alice, 'Where we could meet').getByTestId('message-status-read')).toBeVisible();
      await expect(shownIn(bruno)).toHaveCount(3);
      await expect(shownIn(alice)).toHaveCount(3);
      await sendPhotos(bruno, [forest]);
      await expect(shownIn(alice)).toHaveCount(4);
      await look(alice, `${as}-photos-thread`);
      await expect(bruno.getByRole('button', { name: /^Photo 2 of 3 from Alice/ })).toBeVisible();

      await photosOf(bruno).nth(2).click();
      await expect(viewer(bruno).getByRole('status')).toHaveText(/^Photo 3 of 3 from Alice/);
      await expect(viewer(bruno).getByTestId('photo')).toBeVisible();
      await lookAtDialog(bruno, `${as}-photos-viewer`);
      await bruno.keyboard.press('Escape');
      await expect(viewer(bruno)).toHaveCount(0);

      await bruno.getByTestId('conversation-actions').click();
      await bruno.getByTestId('conversation-photos').click();
      await expect(bruno.getByTestId('gallery-photo')).toHaveCount(4);
      await expect(bruno.getByTestId('gallery').getByTestId('photo')).toHaveCount(4);
      await lookAtDialog(bruno, `${as}-photos-gallery`);
      await bruno.getByTestId('gallery-photo').first().click();
      await expect(viewer(bruno).getByRole('status')).toHaveText(/^Photo from you/);
      await bruno.keyboard.press('Escape');
      await expect(bruno.getByTestId('gallery-photo').first()).toBeFocused();
      await bruno.keyboard.press('Escape');
      await expect(bruno.getByTestId('gallery')).toHaveCount(0);
      if (!wide) await alice.getByTestId('back').click();
      await expect(conversationRow(alice, 'Bruno')).toContainText('📷 Photo');
    },
  );
}

test('the viewer is used by keyboard, wheel and pointer, and gives the focus back', async ({ signIn }) => {
  const alice = await signIn('alice', DESKTOP);
  await openConversation(alice, 'Bruno');
  await sendPhotos(alice, [sunset, forest, sea], 'Three of them');
  await expect(shownIn(alice)).toHaveCount(3);
  const row = rowsOf(alice, 'Three of them');
  await row.getByTestId('message-menu').focus();
  await alice.keyboard.press('Enter');
  await alice.getByTestId('menu').getByTestId('message-menu-view').click();
  const status = viewer(alice).getByRole('status');
  await expect(status).toHaveText(/^Photo 1 of 3 from you/);
  await alice.keyboard.press('ArrowRight');
  await expect(status).toHaveText(/^Photo 2 of 3/);
  await alice.keyboard.press('End');
  await expect(status).toHaveText(/^Photo 3 of 3/);
  await expect(alice.getByTestId('photo-after')).toHaveCount(0);

  const scale = () =>
    alice
      .getByTestId('photo-zoomed')
      .evaluate((element) => new DOMMatrix(getComputedStyle(element).transform).a);
  await alice.keyboard.press('+');
  await expect.poll(scale).toBeCloseTo(1.5);
  await alice.keyboard.press('ArrowLeft');
  await expect(status).toHaveText(/^Photo 3 of 3/);
  await alice.keyboard.press('0');
  await expect.poll(scale).toBe(1);
  await alice.mouse.move(640, 400);
  await alice.mouse.wheel(0, -300);
  await expect.poll(scale).toBeGreaterThan(1.5);
  await alice.mouse.dblclick(640, 400);
  await expect.poll(scale).toBe(1);
  await alice.mouse.dblclick(500, 400);
  await expect.poll(scale).toBe(2.5);
  await alice.keyboard.press('ArrowRight');
  await alice.keyboard.press('0');
  await alice.mouse.move(500, 400);
  await alice.mouse.down();
  await alice.mouse.move(700, 405, { steps: 5 });
  await alice.mouse.up();
  await expect(status).toHaveText(/^Photo 2 of 3/);
  await alice.keyboard.press('Escape');
  await expect(viewer(alice)).toHaveCount(0);
  await expect(row.getByTestId('message-menu')).toBeFocused();
  await expect(alice).toHaveURL(/\/chat\//);

  await photosOf(alice).nth(1).click();
  await expect(status).toHaveText(/^Photo 2 of 3/);
  await alice.keyboard.press('Escape');
  await expect(photosOf(alice).nth(1)).toBeFocused();
});

test('one’s own photo stays in sight when the server has it, until what it has made of it is here', async ({
  signIn,
}) => {
  const alice = await signIn('alice', DESKTOP);
  await openConversation(alice, 'Bruno');
  const { promise: wanted, resolve: have } = Promise.withResolvers<void>();
  await alice.route(/\/objects\/images\//, async (route) => {
    await wanted;
    await route.continue();
  });
  await sendPhotos(alice, [sunset], 'Do not blink');
  const row = rowsOf(alice, 'Do not blink');
  await expect(row.getByTestId('message-status-sent')).toBeVisible();
  await expect(row.getByTestId('photo-waiting')).toHaveCount(1);
  await expect(row.getByTestId('own-picture')).toBeVisible();
  have();
  await expect(shownIn(alice)).toHaveCount(1);
});

test('photos sent without a network are kept, sent after the tab was killed, and seen again without one', async ({
  signIn,
  server,
}) => {
  const alice = await signIn('alice');
  const bruno = await signIn('bruno');
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');
  await goOffline(alice);
  await sendPhotos(alice, [sunset, forest], 'Taken in a tunnel');
  await expect(rowsOf(alice, 'Taken in a tunnel').getByTestId('message-status-queued')).toBeVisible();
  await expect(alice.getByTestId('pending-photo')).toHaveCount(2);

  const context = alice.context();
  await alice.close({ runBeforeUnload: false });
  await context.setOffline(false);
  const again = await context.newPage();
  await again.goto(server.url);
  await again.getByTestId('demo-person-alice').click();
  await expect(shownIn(bruno)).toHaveCount(2);
  await expect(rowsOf(bruno, 'Taken in a tunnel')).toHaveCount(1);
  await openConversation(again, 'Bruno');
  await expect(shownIn(again)).toHaveCount(2);
  await expect(rowsOf(again, 'Taken in a tunnel').getByTestId('message-status-read')).toBeVisible();

  await goOffline(again);
  await again.getByTestId('back').click();
  await openConversation(again, 'Bruno');
  await expect(shownIn(again)).toHaveCount(2);
});

test('an upload that is cut by a killed tab goes on in the next, and what is written meanwhile goes first', async ({
  signIn,
  server,
}) => {
  const alice = await signIn('alice');
  const bruno = await signIn('bruno');
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');
  // The upload begins, and never ends.
  await alice.route('**/objects/**', (route) =>
    route.request().method() === 'POST' ? undefined : route.continue(),
  );
  await sendPhotos(alice, [sea], 'A slow one');
  await expect(rowsOf(alice, 'A slow one').getByTestId('message-status-uploading')).toBeVisible();
  await send(alice, 'Written while it uploads');
  await expect(rowsOf(bruno, 'Written while it uploads')).toHaveCount(1);
  await expect(rowsOf(bruno, 'A slow one')).toHaveCount(0);

  const context = alice.context();
  await alice.close({ runBeforeUnload: false });
  const again = await context.newPage();
  await again.goto(server.url);
  await again.getByTestId('demo-person-alice').click();
  await expect(rowsOf(bruno, 'A slow one')).toHaveCount(1);
  await expect(shownIn(bruno)).toHaveCount(1);
  await openConversation(again, 'Bruno');
  await expect(rowsOf(again, 'A slow one')).toHaveCount(1);
});

test('photos are cancelled while they upload, and what is refused asks what to do', async ({ signIn }) => {
  const alice = await signIn('alice');
  const bruno = await signIn('bruno');
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');
  let store: 'silent' | 'refusing' | 'open' = 'silent';
  await alice.route('**/objects/**', async (route) => {
    if (store === 'open' || route.request().method() !== 'POST') return route.continue();
    if (store === 'refusing') await route.fulfill({ status: 413 });
  });
  await sendPhotos(alice, [sunset], 'Not this one');
  await alice.getByTestId('upload-cancel').click();
  await expect(rowsOf(alice, 'Not this one')).toHaveCount(0);

  store = 'refusing';
  await sendPhotos(alice, [sunset], 'Words that stay');
  const failure = rowsOf(alice, 'Words that stay').getByTestId('message-failure');
  await expect(failure).toContainText('was not taken');
  await expect(alice.getByTestId('photo-failed')).toHaveCount(1);
  await look(alice, 'phone-light-photos-failed');
  await failure.getByTestId('message-send-without').click();
  await expect(rowsOf(bruno, 'Words that stay')).toHaveCount(1);

  await sendPhotos(alice, [forest], 'Once more');
  const retry = rowsOf(alice, 'Once more').getByTestId('message-retry');
  await expect(retry).toBeVisible();
  store = 'open';
  await retry.click();
  await expect(rowsOf(bruno, 'Once more').getByTestId('photo')).toHaveCount(1);
  await expect(rowsOf(bruno, 'Not this one')).toHaveCount(0);
});

test('photos are pasted, dropped, taken out again, and what is none is said to be so', async ({ signIn }) => {
  const alice = await signIn('alice', DESKTOP);
  await openConversation(alice, 'Bruno');
  const hand = (kind: 'paste' | 'drop', { name, mimeType, buffer }: PictureFile) =>
    alice.evaluate(
      ([event, fileName, type, base64]) => {
        const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], fileName, { type }));
        document.dispatchEvent(
          event === 'paste'
            ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
            : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }),
        );
      },
      [kind, name, mimeType, buffer.toString('base64')] as const,
    );
  await hand('paste', sunset);
  await expect(alice.getByTestId('review-photo')).toHaveCount(1);
  await hand('drop', forest);
  await expect(alice.getByTestId('review-photo')).toHaveCount(2);
  const heic = { name: 'IMG_0001.HEIC', mimeType: 'image/heic', buffer: Buffer.from('not readable here') };
  await hand('drop', heic);
  await expect(alice.getByRole('alert')).toContainText('cannot read HEIC');
  await expect(alice.getByTestId('review-send')).toBeDisabled();
  await alice.getByRole('button', { name: 'Remove Photo 3 of 3' }).click();
  await alice.getByRole('button', { name: 'Remove Photo 1 of 2' }).click();
  await alice.getByTestId('review-send').click();
  await expect(shownIn(alice)).toHaveCount(1);
  await expect(photosOf(alice)).toHaveCount(1);

  await hand('drop', { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('notes') });
  await expect(alice.getByTestId('toast')).toContainText('Only photos');
  const small = Array.from({ length: 11 }, (_, index) =>
    picture(`${index}.png`, 40, 30, [index * 20, 80, 120], [200, 120, index * 20]),
  );
  const chooser = alice.waitForEvent('filechooser');
  await alice.getByTestId('composer-attach').click();
  await (await chooser).setFiles(small);
  await expect(alice.getByTestId('review-photo')).toHaveCount(10);
  await expect(alice.getByTestId('review')).toContainText('10 photos are the most');
  await alice.getByTestId('review-send').click();
  await expect(shownIn(alice)).toHaveCount(11);
  await expect(bannerOf(alice)).toHaveCount(0);
});
