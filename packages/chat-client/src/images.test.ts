import { ERRORS, type Image } from '@duet/contract';
import { describe, expect, it } from 'vitest';
import { ApiError, networkError } from './api-error.ts';
import type { Api } from './api.ts';
import { id } from './facts.fixture.ts';
import type { ImageCache } from './image-cache.ts';
import { Images } from './images.ts';
import { manualClock } from './manual-clock.fixture.ts';

const MINUTE = 60_000;

/** A server whose addresses are good for 20 minutes, and a device that keeps what it has shown. */
function setUp() {
  const clock = manualClock();
  const good = new Map<string, number>();
  const asked: string[][] = [];
  const fetched: string[] = [];
  const kept = new Map<string, string>();
  const world = { offline: false, gone: new Set<string>() };
  const image = (name: string): Image => {
    const until = clock.now() + 20 * MINUTE;
    const urlOf = (size: string) => {
      const url = `/objects/${name}/${size}?until=${until}`;
      good.set(`https://duet.example${url}`, until);
      return url;
    };
    return {
      id: id(name),
      width: 4,
      height: 3,
      thumbhash: '',
      urls: { small: urlOf('small'), medium: urlOf('medium'), large: urlOf('large') },
      urlsExpireAt: new Date(until).toISOString(),
    };
  };
  const names = new Map(['a1', 'a2', 'a3'].map((name) => [id(name), name]));
  const api = {
    call: async (_name: string, { body }: { body: { ids: string[] } }) => {
      if (world.offline) throw networkError();
      asked.push(body.ids);
      const images = body.ids.filter((one) => !world.gone.has(one)).map((one) => image(names.get(one) ?? ''));
      if (images.length > 0) return { images };
      throw new ApiError({ code: 'image_not_found', ...ERRORS.image_not_found, requestId: 'r' });
    },
  } as unknown as Api;
  const cache: ImageCache = {
    find: async (key) => kept.get(key),
    fetch: async (key, url) => {
      if (world.offline || (good.get(url) ?? 0) <= clock.now()) throw new Error('403');
      fetched.push(url);
      kept.set(key, `kept:${key}`);
      return `kept:${key}`;
    },
    clear: async () => kept.clear(),
  };
  const images = new Images({ api, baseUrl: 'https://duet.example', clock, cache });
  return { clock, image, images, asked, fetched, kept, world };
}

describe('an image', () => {
  it('is had once for each size, and then from the device, without a network and long after its address is over', async () => {
    const { clock, image, images, asked, fetched, world } = setUp();
    const photo = image('a1');
    expect(await images.load(photo, 'small')).toBe(`kept:${photo.id}/small`);
    await images.load(photo, 'small');
    await images.load(photo, 'large');
    expect(fetched).toHaveLength(2);
    world.offline = true;
    await clock.advance(24 * 60 * MINUTE);
    expect(await images.load(photo, 'small')).toBe(`kept:${photo.id}/small`);
    expect(asked).toEqual([]);
  });

  it('has an address renewed that is over, together with others that are asked for at the same time', async () => {
    const { clock, image, images, asked, fetched } = setUp();
    const photos = ['a1', 'a2', 'a3'].map(image);
    await clock.advance(21 * MINUTE);
    const loaded = Promise.all(photos.map((photo) => images.load(photo, 'medium')));
    await clock.advance(100);
    expect(await loaded).toHaveLength(3);
    expect(asked).toEqual([photos.map((photo) => photo.id)]);
    expect(fetched).toHaveLength(3);
    // Its other sizes are had by the same addresses.
    await images.load(photos[0]!, 'large');
    expect(asked).toHaveLength(1);
  });

  it('is had by a device whose clock is late', async () => {
    const { clock, image, images, asked } = setUp();
    const photo = { ...image('a1'), urlsExpireAt: new Date(clock.now() + 60 * MINUTE).toISOString() };
    await clock.advance(30 * MINUTE);
    const loaded = images.load(photo, 'small');
    await clock.advance(100);
    expect(await loaded).toBe(`kept:${photo.id}/small`);
    expect(asked).toHaveLength(1);
  });

  it('fails for want of a network so that it may be tried again, and for good when it is gone', async () => {
    const { clock, image, images, world } = setUp();
    const photo = image('a1');
    const failure = async () => {
      const loaded = images.load(photo, 'small').catch((error: unknown) => error);
      await clock.advance(100);
      return loaded;
    };
    world.offline = true;
    expect(await failure()).toMatchObject({ code: 'network', retryable: true });
    world.offline = false;
    world.gone.add(photo.id);
    await clock.advance(30 * MINUTE);
    expect(await failure()).toMatchObject({ code: 'image_not_found', retryable: false });
    world.gone.clear();
    expect(await failure()).toBe(`kept:${photo.id}/small`);
  });

  it('leaves nothing behind when its person signs out', async () => {
    const { image, images, kept } = setUp();
    await images.load(image('a1'), 'small');
    await images.clear();
    expect(kept.size).toBe(0);
  });
});
