export { browserTabs } from './browser-tabs.ts';
export { cacheStorageImages } from './cache-storage-images.ts';
export { indexedDbPictures } from './indexed-db-pictures.ts';
export { indexedDbStorage } from './indexed-db-storage.ts';
