import { ChatClient, OfflineMessageQueue } from '@duet/chat-client';
import './crypto';
import { device } from './device';
import { tokenStorage } from './tokenStorage';

interface Options {
  /** Where Duet is. */
  serverUrl: string;
  /** Where a host marketplace signs people in: its tokens. Asked again before each expires; null when nobody is. */
  getToken?: () => Promise<string | null>;
}

/**
 * The client of an app, which has one, on what this device has: what is known, what waits to be sent and whose it is
 * outlive the app.
 */
export function openDuet({ serverUrl, ...host }: Options): ChatClient {
  return new ChatClient({
    baseUrl: serverUrl,
    tokens: tokenStorage,
    queue: OfflineMessageQueue.configure(device),
    ...device,
    ...host,
  });
}
