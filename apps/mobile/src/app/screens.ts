export { ChatScreen } from '../features/chat/ChatScreen.tsx';

/** Metro bundles everything: there is nothing to fetch. */
export function preloadChatScreen(): void {
  return;
}
