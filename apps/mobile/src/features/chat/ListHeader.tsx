import { useSession, useUnreadCount } from '@duet/chat-react';
import { LIMITS, type Side } from '@duet/contract';
import type { ReactNode } from 'react';
import { Platform, View } from 'react-native';
import { Avatar } from '../../ui/Avatar.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { ChoiceChips } from '../../ui/ChoiceChips.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { Text } from '../../ui/Text.tsx';
import { START } from '../../ui/startEdge';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { SHOWN, type Shown } from './listFilters.ts';
import { useSide } from './useSide.ts';

interface Props {
  shown: Shown;
  onShow: (shown: Shown) => void;
  onBookings: (() => void) | undefined;
  onSettings: (() => void) | undefined;
  search: string;
  onSearch: (search: string) => void;
  onRefresh: () => void;
  refreshing: boolean;
}

/** Who is looking, from which side, and at which of their conversations. */
export function ListHeader(props: Props) {
  const { shown, onShow, onBookings, onSettings, search, onSearch, onRefresh, refreshing } = props;
  const styles = useStyles();
  const words = useWords();
  const { side, sides, choose } = useSide();
  return (
    <View style={styles.header}>
      <ViewerRow side={side} onSettings={onSettings}>
        {Platform.OS === 'web' && (
          <IconButton
            icon="refresh"
            label={words.list.refresh}
            onPress={onRefresh}
            disabled={refreshing}
            testID="refresh"
          />
        )}
        {onBookings && (
          <IconButton
            icon="calendar"
            label={words.booking.several}
            onPress={onBookings}
            testID="open-bookings"
          />
        )}
      </ViewerRow>
      {sides.length > 1 && (
        <Segmented
          label={words.list.yourSide}
          options={sides.map((value) => ({ value, label: words.list.as[value] }))}
          value={side}
          onChange={choose}
        />
      )}
      <ChatsTitle side={side} />
      <SearchField
        label={words.search.label}
        value={search}
        maxLength={LIMITS.searchLength}
        onChange={onSearch}
        testID="search"
      />
      {/* A search is among all of them. */}
      {search.trim() === '' && (
        <ChoiceChips
          label={words.list.show}
          options={SHOWN.map((value) => ({ value, label: words.list.shown[value] }))}
          value={shown}
          onChange={onShow}
          testID="show"
        />
      )}
    </View>
  );
}

interface ViewerProps {
  side: Side;
  onSettings: (() => void) | undefined;
  children: ReactNode;
}

function ViewerRow({ side, onSettings, children }: ViewerProps) {
  const styles = useStyles();
  const words = useWords();
  const { user } = useSession();
  if (!user) return null;
  return (
    <View style={styles.row}>
      <Avatar person={user} size={40} />
      <View style={styles.person}>
        <Text variant="label" numberOfLines={1} style={styles.name}>
          {user.name}
        </Text>
        <Text variant="caption" color="inkSoft">
          {words.sides[side]}
        </Text>
      </View>
      {children}
      {onSettings && (
        <IconButton
          icon="settings"
          label={words.common.settings}
          onPress={onSettings}
          testID="open-settings"
        />
      )}
    </View>
  );
}

function ChatsTitle({ side }: { side: Side }) {
  const styles = useStyles();
  const words = useWords();
  const unread = useUnreadCount(side);
  return (
    <View style={styles.titleRow}>
      <Text variant="title" role="heading" aria-level={1}>
        {words.common.chats}
      </Text>
      <Badge count={unread} label={words.list.unreadMessages(unread)} testID="total-unread" />
    </View>
  );
}

const useStyles = themed(() => ({
  header: { paddingHorizontal: space.l, paddingTop: space.m, paddingBottom: space.s, gap: space.m },
  row: { flexDirection: 'row', alignItems: 'center', gap: space.xs },
  person: { flex: 1, paddingStart: space.s },
  name: { textAlign: START },
  titleRow: { flexDirection: 'row', alignItems: 'center', gap: space.s },
}));
