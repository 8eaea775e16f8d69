import type { Session } from '@duet/chat-client';
import { useSyncExternalStore } from 'react';
import { useChatClient } from './ChatProvider.tsx';

/** Who is signed in, and the session to sign in and out by. */
export function useSession(): ReturnType<Session['getSnapshot']> & { session: Session } {
  const { session } = useChatClient();
  const snapshot = useSyncExternalStore(session.subscribe, session.getSnapshot, session.getSnapshot);
  return { ...snapshot, session };
}
