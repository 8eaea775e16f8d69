import {
  browserTabs,
  cacheStorageImages,
  indexedDbPictures,
  indexedDbStorage,
} from '@duet/chat-client/browser';

/**
 * Where the app keeps what it knows and what waits to be sent: the browser's IndexedDB, which all tabs share. Images it
 * has shown are in the Cache Storage.
 */
export const device = {
  storage: indexedDbStorage('duet'),
  tabs: browserTabs(),
  pictures: indexedDbPictures('duet.pictures'),
  imageCache: cacheStorageImages('duet.images'),
};
