import type { ConversationView } from '@duet/chat-client';
import { useConversations, useConversationSearch } from '@duet/chat-react';
import { useNavigation } from '@react-navigation/native';
import { useCallback, useEffect, useState } from 'react';
import { preloadScreens } from '../../app/screens';
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

interface Props {
  /** The conversation that is open beside the list. */
  selectedId?: string | undefined;
  shown: Shown;
  onShow: (shown: Shown) => void;
  /** No conversation is open, neither beside the list nor above it: then the list tells about the connection. */
  alone: boolean;
}

/** The viewer's conversations in one role: the pinned, then the newest first; or what a filter finds. */
export function ChatsListScreen({ selectedId, shown, onShow, alone }: Props) {
  const navigation = useNavigation();
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
  useEffect(preloadScreens, []);

  const open = useCallback(
    (conversationId: string) => {
      setOpened({ id: conversationId, from: shown });
      navigation.navigate('Chat', { conversationId });
    },
    [navigation, shown],
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
