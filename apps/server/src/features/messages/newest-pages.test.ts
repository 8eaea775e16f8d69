import type { Image } from '@duet/contract';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { imageMapper } from '../images/image.mapper.ts';
import { NewestPages } from './newest-pages.ts';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const access = {
  conversationId: id,
  customerId: id,
  artistId: id,
  peerId: id,
  peerSees: true,
  side: 'customer',
} as const;
const store = { urlOf: (key: string, { until }: { until: Date }) => `/${key}?until=${until.getTime()}` };
const toImage = imageMapper(store);
const ten = 600_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 3 * ten }));
afterEach(() => void vi.useRealTimers());

function openPages(images: () => Image[]) {
  const listMessages = vi.fn(async () => ({ messages: [{ images: images() } as never], hasMore: false }));
  const pages = new NewestPages({
    repository: { listMessages } as never,
    conversations: { getLastChange: async () => 'unchanged' } as never,
    asked: { inc: () => undefined },
  });
  return { get: async () => (await pages.get(access, id)).decode(), listMessages };
}

it('reads a page with images again when their addresses change, and none before', async () => {
  const { get, listMessages } = openPages(() => [toImage({ id, width: 1, height: 1, thumbhash: '' })]);
  const first = await get();
  vi.setSystemTime(4 * ten - 1);
  expect(await get()).toEqual(first);
  expect(listMessages).toHaveBeenCalledTimes(1);
  vi.setSystemTime(4 * ten);
  const [{ images: [image] = [] } = {}] = (await get()).messages;
  expect(image).toMatchObject({
    urls: { small: `/images/${id}/small.webp?until=${6 * ten}` },
    urlsExpireAt: new Date(6 * ten).toISOString(),
  });
  expect(listMessages).toHaveBeenCalledTimes(2);
});

it('keeps a page without images for as long as nothing changes', async () => {
  const { get, listMessages } = openPages(() => []);
  for (const days of [0, 1, 7]) {
    vi.setSystemTime((days + 1) * 86_400_000);
    await get();
  }
  expect(listMessages).toHaveBeenCalledTimes(1);
});
