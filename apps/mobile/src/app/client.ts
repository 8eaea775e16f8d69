import { ChatClient, OfflineMessageQueue } from '@duet/chat-client';
import { device } from './device';
import { serverUrl } from './serverUrl';
import { tokenStorage } from './tokenStorage';

/** The app's one client, with its one queue. */
export const client = new ChatClient({
  baseUrl: serverUrl,
  tokens: tokenStorage,
  queue: OfflineMessageQueue.configure(device),
  ...device,
});
