import type { ConversationView } from '@duet/chat-client';
import { createContext, use } from 'react';
import type { Editing } from './useEditing.ts';

interface Thread {
  conversation: ConversationView;
  atNewest: boolean;
  toNewest: () => void;
  editing: Editing | undefined;
  /** Begins to send photos. */
  attach: () => void;
  /** Begins to edit the newest message that may be. */
  editNewest: () => void;
}

/**
 * What stands around the messages reads here what changes often (typing, presence, unread), so that GiftedChat, which
 * goes through all its rows at every change of its own, is left alone.
 */
export const ThreadContext = createContext<Thread | undefined>(undefined);

export function useThread(): Thread {
  const thread = use(ThreadContext);
  if (!thread) throw new Error('Outside of a MessageThread.');
  return thread;
}
