import type { ConversationView } from '@duet/chat-client';
import { useConversations, useConversationSearch } from '@duet/chat-react';
import { useCallback, useState } from 'react';
import type { Point } from '../../ui/Menu.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { useWords } from '../../words/useWords.ts';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { ConversationList } from './ConversationList.tsx';
import { ConversationMenu } from './ConversationMenu.tsx';
import { emptinessOf, type Shown } from './listFilters.ts';
import { ListHeader } from './ListHeader.tsx';
import { SearchStatus } from './SearchStatus.tsx';
import { useSide } from './useSide.ts';

export interface ChatsListProps {
  onOpen: (conversationId: string) => void;
  /** Where there are bookings to go to. */
  onBookings?: (() => void) | undefined;
  /** Where there are settings to go to. */
  onSettings?: (() => void) | undefined;
  /** The conversation that is open beside the list. */
  selectedId?: string | undefined;
  shown: Shown;
  onShow: (shown: Shown) => void;
  /** No conversation is open, neither beside the list nor above it: then the list tells about the connection. */
  alone: boolean;
}

/** The viewer's conversations in one role: the pinned, then the newest first; or what a filter finds. */
export function ChatsListScreen(props: ChatsListProps) {
  const { onOpen, onBookings, onSettings, selectedId, shown, onShow, alone } = props;
  const words = useWords();
  const { side } = useSide();
  const [opened, setOpened] = useState<{ id: string; from: Shown }>();
  const held = shown === 'unread' || shown === 'waiting' ? opened : undefined;
  const list = useConversations(side, {
    filter: shown === 'all' ? undefined : shown,
    held: held?.from === shown && held.id === selectedId ? held.id : undefined,
  });
  const [search, setSearch] = useState('');
  const results = useConversationSearch(side, search);
  const isSearch = search.trim() !== '';
  const [menu, setMenu] = useState<{ conversation: ConversationView; at: Point }>();

  const open = useCallback(
    (conversationId: string) => {
      setOpened({ id: conversationId, from: shown });
      onOpen(conversationId);
    },
    [onOpen, shown],
  );
  const openMenu = useCallback(
    (conversation: ConversationView, at: Point) => setMenu({ conversation, at }),
    [],
  );

  return (
    <Screen>
      <ListHeader
        shown={shown}
        onShow={onShow}
        onBookings={onBookings}
        onSettings={onSettings}
        search={search}
        onSearch={setSearch}
        onRefresh={isSearch ? results.refetch : list.refetch}
        refreshing={isSearch ? results.isRefetching : list.isRefetching}
      />
      {alone && <ConnectionBanner />}
      {isSearch && <SearchStatus results={results} />}
      <ConversationList
        key={isSearch ? `${side} search` : `${side} ${shown}`}
        list={isSearch ? results : list}
        selectedId={selectedId}
        empty={isSearch ? { icon: 'search', ...words.search.nothing } : emptinessOf(shown, side, words)}
        unreachable={isSearch ? words.search.nothingHere : undefined}
        onOpen={open}
        onMenu={openMenu}
      />
      {menu && <ConversationMenu {...menu} onClose={() => setMenu(undefined)} />}
    </Screen>
  );
}
