import type { ConversationView } from '@duet/chat-client';
import { useConversations } from '@duet/chat-react';
import { useNavigation } from '@react-navigation/native';
import { useCallback, useEffect, useState } from 'react';
import { ActivityIndicator, FlatList, Platform, RefreshControl, View } from 'react-native';
import { preloadScreens } from '../../app/screens';
import { errorWords } from '../../lib/errorWords.ts';
import { Button } from '../../ui/Button.tsx';
import type { Point } from '../../ui/Menu.tsx';
import { EmptyState, ErrorState } from '../../ui/Notice.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { themed, useTheme } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { ConversationMenu } from './ConversationMenu.tsx';
import { ConversationListItem } from './ConversationListItem.tsx';
import { ListHeader } from './ListHeader.tsx';
import { ListSkeleton } from './ListSkeleton.tsx';
import { useSide } from './useSide.ts';

const keyOf = ({ id }: ConversationView) => id;

interface Props {
  /** The conversation that is open beside the list. */
  selectedId?: string | undefined;
  /** Those the viewer has put aside, instead of the others. */
  archived?: boolean;
  /** No conversation is open, neither beside the list nor above it: then the list tells about the connection. */
  alone: boolean;
}

/** The viewer's conversations in one role, the newest first. */
export function ChatsListScreen({ selectedId, archived = false, alone }: Props) {
  const styles = useStyles();
  const { color } = useTheme();
  const navigation = useNavigation();
  const { side } = useSide();
  const list = useConversations(side, { archived });
  const [menu, setMenu] = useState<{ conversation: ConversationView; at: Point }>();
  const { conversations, refetch, isRefetching } = list;
  useEffect(preloadScreens, []);

  const open = useCallback(
    (conversationId: string) => navigation.navigate('Chat', { conversationId }),
    [navigation],
  );
  const openMenu = useCallback(
    (conversation: ConversationView, at: Point) => setMenu({ conversation, at }),
    [],
  );
  const refresh = useCallback(() => void refetch(), [refetch]);

  return (
    <Screen>
      <ListHeader archived={archived} onRefresh={refresh} refreshing={isRefetching} />
      {alone && <ConnectionBanner />}
      {list.isPending ? (
        <ListSkeleton />
      ) : list.error && conversations.length === 0 ? (
        <ErrorState title="Your conversations could not be loaded" text={errorWords(list.error)}>
          <Button kind="secondary" icon="refresh" label="Try again" onPress={refresh} />
        </ErrorState>
      ) : (
        <FlatList
          data={conversations}
          keyExtractor={keyOf}
          renderItem={({ item }) => (
            <ConversationListItem
              conversation={item}
              selected={item.id === selectedId}
              onOpen={open}
              onMenu={openMenu}
            />
          )}
          extraData={selectedId}
          onEndReached={() => {
            if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
          }}
          onEndReachedThreshold={1}
          refreshControl={
            Platform.OS === 'web' ? undefined : (
              <RefreshControl refreshing={isRefetching} onRefresh={refresh} tintColor={color.accent} />
            )
          }
          ListEmptyComponent={<EmptyState {...(archived ? nothingArchived : nothingYet[side])} />}
          ListFooterComponent={
            list.isFetchingNextPage ? (
              <View style={styles.more}>
                <ActivityIndicator color={color.accent} aria-label="Loading more conversations" />
              </View>
            ) : null
          }
          contentContainerStyle={styles.content}
          // A list without items is none to a screen reader.
          role={conversations.length > 0 ? 'list' : 'none'}
          aria-label={conversations.length > 0 ? 'Conversations' : undefined}
        />
      )}
      {menu && <ConversationMenu {...menu} onClose={() => setMenu(undefined)} />}
    </Screen>
  );
}

const nothingYet = {
  customer: {
    icon: 'chat',
    title: 'No conversations yet',
    text: 'When you ask an artist about a booking, the conversation appears here.',
  },
  artist: {
    icon: 'chat',
    title: 'No conversations yet',
    text: 'When a customer asks about a booking, the conversation appears here.',
  },
} as const;

const nothingArchived = {
  icon: 'archive',
  title: 'Nothing is archived',
  text: 'Archive a conversation to put it out of sight. It comes back with the next message.',
} as const;

const useStyles = themed(() => ({
  content: { flexGrow: 1, paddingHorizontal: space.s, paddingBottom: space.l },
  more: { padding: space.l },
}));
