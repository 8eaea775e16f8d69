import type { Meta } from '@storybook/react-vite';
import { CHAT, conversation, mine, photos, theirs, thread } from './facts.ts';
import { chat, press, screen, see } from './screen.tsx';
import { never, refuse, type World } from './world.ts';

export default { title: 'Photos' } satisfies Meta;

type Lines = Parameters<typeof thread>[0];

function said(lines: Lines, more: Partial<World> = {}): Partial<World> {
  const messages = thread(lines);
  return { conversations: [conversation({ messages })], messages, ...more };
}

export const One = screen(chat, () => said([photos(1, theirs(null))]));
export const WithACaption = screen(chat, () => said([photos(1, mine('The river, last May'))]));
export const Two = screen(chat, () => said([photos(2, theirs(null))]));
export const Three = screen(chat, () => said([photos(3, theirs('Three of them'))]));
export const Four = screen(chat, () => said([photos(4, mine(null))]));
export const Ten = screen(chat, () => said([photos(10, theirs('All that came of it'))]));

const nowhere = (line: Lines[number]): Lines[number] => ({
  ...line,
  images: (line.images ?? []).map((image) => ({ ...image, urlsExpireAt: new Date(0).toISOString() })),
});
export const NotAvailable = screen(chat, () => said([nowhere(photos(2, theirs(null)))]));
export const NotToBeHadNow = screen(chat, () =>
  said([nowhere(photos(2, theirs(null)))], {
    answers: { renewImageUrls: () => refuse('storage_unavailable') },
  }),
);
export const UnderWay = screen(chat, () =>
  said([nowhere(photos(3, theirs(null)))], { answers: { renewImageUrls: never } }),
);

/** A picture as a camera or a clipboard gives it. */
async function picture(hue: number): Promise<File> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [640, 480];
  const context = canvas.getContext('2d')!;
  const sky = context.createLinearGradient(0, 0, 0, 480);
  sky.addColorStop(0, `hsl(${hue} 70% 80%)`);
  sky.addColorStop(1, `hsl(${hue + 40} 60% 40%)`);
  context.fillStyle = sky;
  context.fillRect(0, 0, 640, 480);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg'));
  return new File([blob!], `${hue}.jpg`, { type: 'image/jpeg' });
}

async function outgoing(count: number) {
  const files = await Promise.all(Array.from({ length: count }, (_, index) => picture(index * 36)));
  return files.map((file) => ({ contentType: file.type, width: 640, height: 480, picture: file }));
}

const sent = (content: string, more: Partial<World>) => () =>
  said([theirs('Do you have a photo of the place?')], {
    async done(client) {
      client.sendMessage({ conversationId: CHAT, content, images: await outgoing(2) });
    },
    ...more,
  });

export const Uploading = screen(chat, sent('Here it is', { uploads: 0.4 }));
export const WaitingForANetwork = screen(chat, sent('Here it is', { online: false, uploads: 0 }));
export const Refused = screen(chat, sent('Here it is', { uploads: 413 }), async () => {
  await see('message-failure');
});
export const CannotBeRead = screen(
  chat,
  sent('', { answers: { completeImage: () => refuse('image_invalid') } }),
  async () => {
    await see('message-failure');
  },
);

const album = () => said([photos(4, theirs('Look')), mine('Lovely'), photos(2, mine(null))]);
export const Viewer = screen(chat, album, () => press('message-photo'));
export const Gallery = screen(chat, album, async () => {
  await press('conversation-actions');
  await press('conversation-photos');
});
export const GalleryEmpty = screen(
  chat,
  () => said([mine('No photos yet')]),
  async () => {
    await press('conversation-actions');
    await press('conversation-photos');
  },
);
export const GalleryFailed = screen(
  chat,
  () => {
    const world = said([mine('No photos yet')]);
    const page = { messages: [...(world.messages ?? [])], hasMore: false };
    return { ...world, answers: { listMessages: ({ query }) => (query.type ? refuse('forbidden') : page) } };
  },
  async () => {
    await press('conversation-actions');
    await press('conversation-photos');
  },
);

/** Pastes pictures into the conversation, as if they had been copied elsewhere. */
const paste = (make: () => Promise<File[]>) => async () => {
  await see('composer-input');
  const clipboardData = new DataTransfer();
  for (const file of await make()) clipboardData.items.add(file);
  document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  await see('review-photo');
};
const several = (count: number) => () =>
  Promise.all(Array.from({ length: count }, (_, index) => picture(index * 36)));

export const ReviewOne = screen(chat, album, paste(several(1)));
export const ReviewTen = screen(chat, album, paste(several(10)));
export const ReviewUnreadable = screen(
  chat,
  album,
  paste(async () => [await picture(200), new File(['no picture'], 'holiday.heic', { type: 'image/heic' })]),
);
