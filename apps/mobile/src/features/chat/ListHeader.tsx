import { useUnreadCount } from '@duet/chat-react';
import { useNavigation } from '@react-navigation/native';
import { Platform, View } from 'react-native';
import { Avatar } from '../../ui/Avatar.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useAuthStore } from '../auth/authStore.ts';
import { sideWords, useSide } from './useSide.ts';

interface Props {
  onRefresh: () => void;
  refreshing: boolean;
}

/** Who is looking, from which side, and how much is unread. */
export function ListHeader({ onRefresh, refreshing }: Props) {
  const styles = useStyles();
  const user = useAuthStore((state) => state.user);
  const navigation = useNavigation();
  const { side, sides, choose } = useSide();
  const unread = useUnreadCount(side);
  if (!user) return null;
  return (
    <View style={styles.header}>
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
        {Platform.OS === 'web' && (
          <IconButton
            icon="refresh"
            label="Refresh"
            onPress={onRefresh}
            disabled={refreshing}
            testID="refresh"
          />
        )}
        <IconButton
          icon="settings"
          label="Settings"
          onPress={() => navigation.navigate('Settings')}
          testID="open-settings"
        />
      </View>
      {sides.length > 1 && (
        <Segmented
          label="Your side"
          options={sides.map((value) => ({ value, label: `As ${sideWords[value].toLowerCase()}` }))}
          value={side}
          onChange={choose}
        />
      )}
      <View style={styles.titleRow}>
        <Text variant="title" role="heading" aria-level={1}>
          Chats
        </Text>
        <Badge count={unread} label={`${unread} unread messages`} testID="total-unread" />
      </View>
    </View>
  );
}

const useStyles = themed(() => ({
  header: { paddingHorizontal: space.l, paddingTop: space.m, paddingBottom: space.s, gap: space.m },
  row: { flexDirection: 'row', alignItems: 'center', gap: space.xs },
  person: { flex: 1, paddingLeft: space.s },
  name: { textAlign: 'left' },
  titleRow: { flexDirection: 'row', alignItems: 'center', gap: space.s },
}));
