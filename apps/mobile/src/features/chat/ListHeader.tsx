import { useUnreadCount } from '@duet/chat-react';
import type { Side } from '@duet/contract';
import { StackActions, useNavigation } from '@react-navigation/native';
import type { ReactNode } from 'react';
import { Platform, View } from 'react-native';
import { Avatar } from '../../ui/Avatar.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useAuthStore } from '../auth/authStore.ts';
import { sideWords, useSide } from './useSide.ts';

interface Props {
  archived: boolean;
  onRefresh: () => void;
  refreshing: boolean;
}

/** Who is looking, from which side, and at which of their conversations. */
export function ListHeader({ archived, onRefresh, refreshing }: Props) {
  const styles = useStyles();
  const { side, sides, choose } = useSide();
  const refresh = Platform.OS === 'web' && (
    <IconButton icon="refresh" label="Refresh" onPress={onRefresh} disabled={refreshing} testID="refresh" />
  );
  return (
    <View style={styles.header}>
      {!archived && <ViewerRow side={side}>{refresh}</ViewerRow>}
      {sides.length > 1 && !archived && (
        <Segmented
          label="Your side"
          options={sides.map((value) => ({ value, label: `As ${sideWords[value].toLowerCase()}` }))}
          value={side}
          onChange={choose}
        />
      )}
      {archived ? <ArchivedTitle>{refresh}</ArchivedTitle> : <ChatsTitle side={side} />}
    </View>
  );
}

function ViewerRow({ side, children }: { side: Side; children: ReactNode }) {
  const styles = useStyles();
  const navigation = useNavigation();
  const user = useAuthStore((state) => state.user);
  if (!user) return null;
  return (
    <View style={styles.row}>
      <Avatar person={user} size={40} />
      <View style={styles.person}>
        <Text variant="label" numberOfLines={1} style={styles.name}>
          {user.name}
        </Text>
        <Text variant="caption" color="inkSoft">
          {sideWords[side]}
        </Text>
      </View>
      {children}
      <IconButton
        icon="settings"
        label="Settings"
        onPress={() => navigation.navigate('Settings')}
        testID="open-settings"
      />
    </View>
  );
}

function ChatsTitle({ side }: { side: Side }) {
  const styles = useStyles();
  const navigation = useNavigation();
  const unread = useUnreadCount(side);
  return (
    <View style={styles.titleRow}>
      <Text variant="title" role="heading" aria-level={1}>
        Chats
      </Text>
      <Badge count={unread} label={`${unread} unread messages`} testID="total-unread" />
      <View style={styles.end}>
        <Button
          kind="quiet"
          small
          icon="archive"
          label="Archived"
          onPress={() => navigation.navigate('Archived')}
          testID="open-archived"
        />
      </View>
    </View>
  );
}

function ArchivedTitle({ children }: { children: ReactNode }) {
  const styles = useStyles();
  const navigation = useNavigation();
  return (
    <View style={styles.row}>
      <IconButton
        icon="back"
        label="Back to chats"
        onPress={() => navigation.dispatch(StackActions.popTo('Chats'))}
        color="ink"
        testID="leave-archived"
      />
      <Text variant="title" role="heading" aria-level={1} style={styles.person}>
        Archived
      </Text>
      {children}
    </View>
  );
}

const useStyles = themed(() => ({
  header: { paddingHorizontal: space.l, paddingTop: space.m, paddingBottom: space.s, gap: space.m },
  row: { flexDirection: 'row', alignItems: 'center', gap: space.xs },
  person: { flex: 1, paddingLeft: space.s },
  name: { textAlign: 'left' },
  end: { flex: 1, alignItems: 'flex-end' },
  titleRow: { flexDirection: 'row', alignItems: 'center', gap: space.s },
}));
