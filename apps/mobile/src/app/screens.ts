export { ChatScreen } from '../features/chat/ChatScreen.tsx';
export { SettingsScreen } from '../features/settings/SettingsScreen.tsx';

/** Metro bundles everything: there is nothing to fetch. */
export function preloadScreens(): void {
  return;
}
