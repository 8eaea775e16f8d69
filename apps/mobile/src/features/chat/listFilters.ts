import { conversationFilter, type ConversationFilter, type Side } from '@duet/contract';
import type { IconName } from '../../ui/Icon.tsx';
import type { Words } from '../../words/en.ts';

/** What the list shows: all that is not archived, or what a filter finds. */
export type Shown = ConversationFilter | 'all';

export const SHOWN: readonly Shown[] = ['all', 'unread', 'waiting', 'archived'];

/** What an address asks for. Anybody can write an address. */
export function shownBy(params: object | undefined): Shown {
  const asked = conversationFilter.safeParse(params && 'filter' in params ? params.filter : undefined);
  return asked.success ? asked.data : 'all';
}

/** Why there is nothing to show. */
export function emptinessOf(
  shown: Shown,
  side: Side,
  { list }: Words,
): { icon: IconName; title: string; text: string } {
  if (shown === 'all') return { icon: 'chat', title: list.emptyTitle, text: list.emptyText[side] };
  return { icon: shown === 'archived' ? 'archive' : 'check', ...list.empty[shown] };
}
