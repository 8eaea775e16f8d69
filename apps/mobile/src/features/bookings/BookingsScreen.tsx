import { useBookings } from '@duet/chat-react';
import { ActivityIndicator, FlatList, Platform, RefreshControl, View } from 'react-native';
import { errorWords } from '../../lib/errorWords.ts';
import { useEscape } from '../../lib/useEscape';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, ErrorState } from '../../ui/Notice.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { ScreenHeader } from '../../ui/ScreenHeader.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { themed, useTheme } from '../../ui/theme.tsx';
import { size, space } from '../../ui/tokens.ts';
import { useIsWide } from '../../ui/useIsWide.ts';
import { useWords } from '../../words/useWords.ts';
import { ConnectionBanner } from '../chat/ConnectionBanner.tsx';
import { useSide } from '../chat/useSide.ts';
import { BookingRow } from './BookingRow.tsx';

interface Props {
  onLeave: () => void;
  onOpen: (bookingId: string) => void;
}

/** The viewer's bookings in the role they look from, the latest start first. */
export function BookingsScreen({ onLeave, onOpen }: Props) {
  const styles = useStyles();
  const words = useWords();
  const wide = useIsWide();
  const { color } = useTheme();
  const { side } = useSide();
  const list = useBookings(side);
  const { bookings, error, isPending, refetch } = list;
  useEscape(onLeave);
  return (
    <Screen ground="sunken" testID="bookings">
      <ScreenHeader
        title={words.booking.several}
        back={wide ? undefined : { label: words.common.backToChats, onPress: onLeave }}
      />
      {!wide && <ConnectionBanner />}
      {isPending ? (
        <View style={styles.content} role="status" aria-label={words.booking.loading}>
          {[0, 1, 2].map((key) => (
            <Skeleton key={key} width="100%" height={72} />
          ))}
        </View>
      ) : error && bookings.length === 0 ? (
        <ErrorState title={words.booking.listFailed} text={errorWords(error, words)}>
          <Button kind="secondary" icon="refresh" label={words.common.tryAgain} onPress={refetch} />
        </ErrorState>
      ) : (
        <FlatList
          data={bookings}
          keyExtractor={({ id }) => id}
          renderItem={({ item }) => <BookingRow booking={item} onOpen={onOpen} />}
          onEndReached={() => {
            if (list.hasNextPage && !list.isFetchingNextPage) list.fetchNextPage();
          }}
          onEndReachedThreshold={1}
          refreshControl={
            Platform.OS === 'web' ? undefined : (
              <RefreshControl refreshing={list.isRefetching} onRefresh={refetch} tintColor={color.accent} />
            )
          }
          ListEmptyComponent={<EmptyState icon="calendar" {...words.booking.empty[side]} />}
          ListFooterComponent={
            list.isFetchingNextPage ? (
              <ActivityIndicator color={color.accent} aria-label={words.booking.loadingMore} />
            ) : null
          }
          contentContainerStyle={styles.content}
          // A list without items is none to a screen reader.
          role={bookings.length > 0 ? 'list' : 'none'}
          aria-label={bookings.length > 0 ? words.booking.several : undefined}
        />
      )}
    </Screen>
  );
}

const useStyles = themed(() => ({
  content: {
    flexGrow: 1,
    width: '100%',
    maxWidth: size.form,
    alignSelf: 'center',
    gap: space.s,
    padding: space.l,
  },
}));
