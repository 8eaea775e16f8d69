import { lazy } from 'react';

const loadChat = () =>
  import('../features/chat/ChatScreen.tsx').then(({ ChatScreen }) => ({ default: ChatScreen }));
const loadSettings = () =>
  import('../features/settings/SettingsScreen.tsx').then(({ SettingsScreen }) => ({
    default: SettingsScreen,
  }));

/** What is not seen first has bundles of its own. */
export const ChatScreen = lazy(loadChat);
export const SettingsScreen = lazy(loadSettings);

/** Fetches those bundles while the person looks at the list, so that a tap opens at once, without a network too. */
export function preloadScreens(): void {
  // A failure here is met again when the screen is opened.
  for (const load of [loadChat, loadSettings]) load().catch(() => undefined);
}
