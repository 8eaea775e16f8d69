import type { TokenStorage } from '@duet/chat-client';

const KEY = 'duet.session';

/** The tab's own storage: it survives a reload, and two tabs can be two people. */
export const tokenStorage: TokenStorage = {
  get: async () => sessionStorage.getItem(KEY),
  set: async (value) => sessionStorage.setItem(KEY, value),
  remove: async () => sessionStorage.removeItem(KEY),
};
