import type { ConversationView } from '@duet/chat-client';
import type { Pages } from '@duet/chat-react';
import { ActivityIndicator, FlatList, Platform, RefreshControl, View } from 'react-native';
import { errorWords } from '../../lib/errorWords.ts';
import { Button } from '../../ui/Button.tsx';
import type { IconName } from '../../ui/Icon.tsx';
import type { Point } from '../../ui/Menu.tsx';
import { EmptyState, ErrorState } from '../../ui/Notice.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed, useTheme } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { ConversationListItem } from './ConversationListItem.tsx';
import { ListSkeleton } from './ListSkeleton.tsx';
import { SwipeRow } from './SwipeRow';

const keyOf = ({ id }: ConversationView) => id;

interface Props {
  list: Pages & { readonly conversations: readonly ConversationView[] };
  selectedId: string | undefined;
  /** Why there are none. */
  empty: { icon: IconName; title: string; text: string };
  /** The same, where the server could not be asked; by default the reason. */
  unreachable?: { title: string; text: string } | undefined;
  onOpen: (conversationId: string) => void;
  onMenu: (conversation: ConversationView, at: Point) => void;
}

/** Conversations, page by page; or why there are none. */
export function ConversationList({ list, selectedId, empty, unreachable, onOpen, onMenu }: Props) {
  const styles = useStyles();
  const words = useWords();
  const { color } = useTheme();
  const { conversations, error, isPending, isRefetching, refetch } = list;
  if (isPending) return <ListSkeleton />;
  if (error && conversations.length === 0) {
    return (
      <ErrorState {...(unreachable ?? { title: words.list.failed, text: errorWords(error, words) })}>
        <Button kind="secondary" icon="refresh" label={words.common.tryAgain} onPress={refetch} />
      </ErrorState>
    );
  }
  return (
    <FlatList
      data={conversations}
      keyExtractor={keyOf}
      renderItem={({ item }) => (
        <SwipeRow conversation={item}>
          <ConversationListItem
            conversation={item}
            selected={item.id === selectedId}
            onOpen={onOpen}
            onMenu={onMenu}
          />
        </SwipeRow>
      )}
      extraData={selectedId}
      onEndReached={() => {
        if (list.hasNextPage && !list.isFetchingNextPage) list.fetchNextPage();
      }}
      onEndReachedThreshold={1}
      refreshControl={
        Platform.OS === 'web' ? undefined : (
          <RefreshControl refreshing={isRefetching} onRefresh={refetch} tintColor={color.accent} />
        )
      }
      ListEmptyComponent={<EmptyState {...empty} />}
      ListFooterComponent={
        list.isFetchingNextPage ? (
          <View style={styles.more}>
            <ActivityIndicator color={color.accent} aria-label={words.list.loadingMore} />
          </View>
        ) : error ? (
          <Text variant="detail" color="inkSoft" role="status" style={styles.partial} testID="list-partial">
            {words.list.partial}
          </Text>
        ) : null
      }
      contentContainerStyle={styles.content}
      // A list without items is none to a screen reader.
      role={conversations.length > 0 ? 'list' : 'none'}
      aria-label={conversations.length > 0 ? words.common.conversations : undefined}
    />
  );
}

const useStyles = themed(() => ({
  content: { flexGrow: 1, paddingHorizontal: space.s, paddingBottom: space.l },
  more: { padding: space.l },
  partial: { padding: space.l, textAlign: 'center' },
}));
