export { browserTabs } from './browser-tabs.ts';
export { indexedDbStorage } from './indexed-db-storage.ts';
