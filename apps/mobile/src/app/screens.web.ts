import { preloadable } from './preloadable.tsx';

const chat = preloadable(() =>
  import('../features/chat/ChatScreen.tsx').then(({ ChatScreen }) => ChatScreen),
);
const settings = preloadable(() =>
  import('../features/settings/SettingsScreen.tsx').then(({ SettingsScreen }) => SettingsScreen),
);

/** What is not seen first has bundles of its own. */
export const ChatScreen = chat.Screen;
export const SettingsScreen = settings.Screen;

/** Fetches those bundles while the person looks at the list, so that a tap opens at once, without a network too. */
export function preloadScreens(): void {
  // A failure here is met again when the screen is opened.
  for (const { preload } of [chat, settings]) preload().catch(() => undefined);
}
