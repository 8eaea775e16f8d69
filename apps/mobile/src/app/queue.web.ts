import { OfflineMessageQueue } from '@duet/chat-client';
import { browserTabs, indexedDbStorage } from '@duet/chat-client/browser';

/** The app's one queue, which all its tabs in a browser share. */
export const queue = OfflineMessageQueue.configure({
  storage: indexedDbStorage('duet'),
  tabs: browserTabs(),
});
