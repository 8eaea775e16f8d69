import type { TokenStorage } from '@duet/chat-client';
import { deleteItemAsync, getItemAsync, setItemAsync } from 'expo-secure-store';

const KEY = 'duet.session';

/** The device's keychain. */
export const tokenStorage: TokenStorage = {
  get: () => getItemAsync(KEY),
  set: (value) => setItemAsync(KEY, value),
  remove: () => deleteItemAsync(KEY),
};
