import type { ImageCache } from '@duet/chat-client';
import { cacheDirectory, downloadAsync } from 'expo-file-system/legacy';
import { Files } from './files.ts';

const files = new Files(`${cacheDirectory}images/`);

/** A device's images, as files that the system takes away when it needs the room. */
export const fileImages: ImageCache = {
  find: (key) => files.find(key),
  fetch: (key, url) =>
    files.make(key, async (to) => {
      const { status } = await downloadAsync(url, to);
      if (status !== 200) throw new Error(`HTTP ${status}`);
    }),
  clear: () => files.clear(),
};
