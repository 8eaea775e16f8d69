import type { OwnSession } from '@duet/contract';
import { View } from 'react-native';
import { lastSeen } from '../../lib/dates.ts';
import { useMinute } from '../../lib/useTime.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { size, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { deviceWords } from './deviceWords.ts';

interface Props {
  session: OwnSession;
  /** It is being signed out. */
  busy: boolean;
  onEnd: () => void;
}

/** A device on which the person is signed in: what it is, and when it was last there. */
export function DeviceRow({ session, busy, onEnd }: Props) {
  const styles = useStyles();
  const words = useWords();
  useMinute();
  const { name, icon } = deviceWords(session.device, words);
  return (
    <View style={styles.row} testID="device">
      <Icon name={icon} size={22} />
      <View style={styles.words}>
        <Text variant="label" numberOfLines={2}>
          {name}
        </Text>
        <Text variant="detail" color={session.current ? 'positive' : 'inkSoft'}>
          {session.current ? words.settings.thisDevice : lastSeen(session.renewedAt, words)}
        </Text>
      </View>
      {!session.current && (
        <Button
          kind="danger"
          small
          label={words.common.signOut}
          hint={words.settings.signOutDevice(name)}
          busy={busy}
          onPress={onEnd}
          testID="device-sign-out"
        />
      )}
    </View>
  );
}

const useStyles = themed(() => ({
  row: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.m,
    minHeight: size.touch + space.l,
    paddingHorizontal: space.l,
    paddingVertical: space.s,
  },
  words: { flex: 1, minWidth: 0 },
}));
