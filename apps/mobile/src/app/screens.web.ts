import { lazy } from 'react';

const load = () =>
  import('../features/chat/ChatScreen.tsx').then(({ ChatScreen }) => ({ default: ChatScreen }));

/** The largest screen has a bundle of its own. */
export const ChatScreen = lazy(load);

/** Fetches that bundle while the person looks at the list, so that the first tap opens at once. */
export function preloadChatScreen(): void {
  // A failure here is met again, and shown, when the screen is opened.
  load().catch(() => undefined);
}
