import { browserTabs, indexedDbStorage } from '@duet/chat-client/browser';

/** Where the app keeps what it knows and what waits to be sent: the browser's IndexedDB, which all tabs share. */
export const device = { storage: indexedDbStorage('duet'), tabs: browserTabs() };
