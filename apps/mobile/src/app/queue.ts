import { OfflineMessageQueue } from '@duet/chat-client';
import storage from 'expo-sqlite/kv-store';

/** The app's one queue, in the device's SQLite: what it has stored survives the app being killed. */
export const queue = OfflineMessageQueue.configure({ storage });
