import { memoryStorage, OfflineMessageQueue } from '@duet/chat-client';

/**
 * The app's one queue. On devices it lasts as long as the app runs: what they store it in, `expo-sqlite/kv-store`, has
 * the shape of this storage, and is not among the app's dependencies.
 */
export const queue = OfflineMessageQueue.configure({ storage: memoryStorage() });
