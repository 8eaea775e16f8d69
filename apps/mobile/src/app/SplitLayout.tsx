import type { ConversationFilter } from '@duet/contract';
import {
  CommonActions,
  useIsFocused,
  useNavigation,
  useRoute,
  type NavigationState,
  type StaticScreenProps,
} from '@react-navigation/native';
import { useEffect, useMemo, type ReactNode } from 'react';
import { View } from 'react-native';
import { ChatsListScreen, type ChatsListProps } from '../features/chat/ChatsListScreen.tsx';
import { shownBy } from '../features/chat/listFilters.ts';
import { useTimeZone } from '../lib/useTime.ts';
import { EmptyState } from '../ui/Notice.tsx';
import { Screen } from '../ui/Screen.tsx';
import { themed } from '../ui/theme.tsx';
import { size } from '../ui/tokens.ts';
import { useIsWide } from '../ui/useIsWide.ts';
import { useWords } from '../words/useWords.ts';
import { preloadScreens } from './screens';

/**
 * In a wide window the list stands beside the navigator's screens, so that it stays as it is while conversations come
 * and go; in a narrow one it is a screen like any other.
 */
export function SplitLayout({ state, children }: { state: NavigationState; children: ReactNode }) {
  const styles = useStyles();
  const words = useWords();
  const wide = useIsWide();
  const route = state.routes[state.index];
  const selectedId = route?.name === 'Chat' ? conversationIdOf(route.params) : undefined;
  const beside = wide && route !== undefined && besides.has(route.name);
  const chats = state.routes.find(({ name }) => name === 'Chats');
  const ways = useWays(chats?.key);
  const timeZone = useTimeZone();
  return (
    // Times and days are everywhere: in another zone all of it is drawn anew.
    <View key={timeZone} style={styles.row}>
      {beside && (
        <View style={styles.list} role="navigation" aria-label={words.common.conversations}>
          <ChatsListScreen
            {...ways}
            shown={shownBy(chats?.params)}
            selectedId={selectedId}
            alone={selectedId === undefined}
          />
        </View>
      )}
      <View style={styles.screens} role="main">
        {children}
      </View>
    </View>
  );
}

/** What stands beside the list where there is room. */
const besides: ReadonlySet<string> = new Set<keyof ReactNavigation.RootParamList>([
  'Chats',
  'Chat',
  'Bookings',
  'Booking',
  'Settings',
]);

/** Where the list of this route leads. What it shows, its address says. */
function useWays(
  key: string | undefined,
): Pick<ChatsListProps, 'onOpen' | 'onBookings' | 'onSettings' | 'onShow'> {
  const navigation = useNavigation();
  return useMemo(
    () => ({
      onOpen: (conversationId) => navigation.navigate('Chat', { conversationId }),
      onBookings: () => navigation.navigate('Bookings'),
      onSettings: () => navigation.navigate('Settings'),
      onShow: (shown) => {
        const filter = shown === 'all' ? undefined : shown;
        navigation.dispatch({
          ...CommonActions.setParams({ filter }),
          ...(key !== undefined && { source: key }),
        });
      },
    }),
    [navigation, key],
  );
}

function conversationIdOf(params: object | undefined): string | undefined {
  return params && 'conversationId' in params ? String(params.conversationId) : undefined;
}

/** `/chats`, `/chats?filter=unread`: the list, or beside the list the place where a conversation will be. */
export function ChatsRoute({ route }: StaticScreenProps<{ filter?: ConversationFilter } | undefined>) {
  const wide = useIsWide();
  const focused = useIsFocused();
  const ways = useWays(useRoute().key);
  const words = useWords();
  useEffect(preloadScreens, []);
  if (!wide) return <ChatsListScreen {...ways} shown={shownBy(route.params)} alone={focused} />;
  return (
    <Screen ground="sunken">
      <EmptyState icon="chat" title={words.list.pickTitle} text={words.list.pickText} />
    </Screen>
  );
}

const useStyles = themed(({ color }) => ({
  row: { flex: 1, flexDirection: 'row', backgroundColor: color.background },
  list: { width: size.listPane, borderEndWidth: 1, borderEndColor: color.line },
  screens: { flex: 1 },
}));
