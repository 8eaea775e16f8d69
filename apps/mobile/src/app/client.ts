import { ChatClient } from '@duet/chat-client';
import { queue } from './queue';
import { serverUrl } from './serverUrl';
import { tokenStorage } from './tokenStorage';

/** The app's one client. */
export const client = new ChatClient({ baseUrl: serverUrl, tokens: tokenStorage, queue });
