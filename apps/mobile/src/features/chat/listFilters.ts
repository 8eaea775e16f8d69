import { conversationFilter, type ConversationFilter, type Side } from '@duet/contract';
import type { IconName } from '../../ui/Icon.tsx';

/** What the list shows: all that is not archived, or what a filter finds. */
export type Shown = ConversationFilter | 'all';

export const SHOWN: readonly { value: Shown; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'unread', label: 'Unread' },
  { value: 'waiting', label: 'Waiting on you' },
  { value: 'archived', label: 'Archived' },
];

/** What an address asks for. Anybody can write an address. */
export function shownBy(params: object | undefined): Shown {
  const asked = conversationFilter.safeParse(params && 'filter' in params ? params.filter : undefined);
  return asked.success ? asked.data : 'all';
}

/** Why there is nothing to show. */
export function emptinessOf(shown: Shown, side: Side): { icon: IconName; title: string; text: string } {
  if (shown !== 'all') return EMPTY[shown];
  const other = side === 'customer' ? 'When you ask an artist' : 'When a customer asks';
  return {
    icon: 'chat',
    title: 'No conversations yet',
    text: `${other} about a booking, the conversation appears here.`,
  };
}

const EMPTY = {
  unread: {
    icon: 'check',
    title: 'Nothing is unread',
    text: 'What comes new, and what you mark as unread, appears here until you have read it.',
  },
  waiting: {
    icon: 'check',
    title: 'Nobody waits for you',
    text: 'Conversations in which the other person wrote last appear here until you answer.',
  },
  archived: {
    icon: 'archive',
    title: 'Nothing is archived',
    text: 'Archive a conversation to put it out of sight. It comes back with the next message.',
  },
} as const;
