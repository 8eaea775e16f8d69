import { ScrollView, View } from 'react-native';
import { useEscape } from '../../lib/useEscape';
import { Avatar } from '../../ui/Avatar.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { ScreenHeader } from '../../ui/ScreenHeader.tsx';
import { Text } from '../../ui/Text.tsx';
import { START } from '../../ui/startEdge';
import { themed } from '../../ui/theme.tsx';
import { size, space } from '../../ui/tokens.ts';
import { useIsWide } from '../../ui/useIsWide.ts';
import { useWords } from '../../words/useWords.ts';
import { useAuthStore } from '../auth/authStore.ts';
import { ConnectionBanner } from '../chat/ConnectionBanner.tsx';
import { Reports } from '../safety/Reports.tsx';
import { Devices } from './Devices.tsx';
import { AppearanceSettings } from './AppearanceSettings.tsx';
import { PrivacySettings } from './PrivacySettings.tsx';
import { SignOut } from './SignOut.tsx';

/** Who is signed in, how the app looks to them, what they let others see, and the way out. */
export function SettingsScreen({ onLeave }: { onLeave: () => void }) {
  const styles = useStyles();
  const words = useWords();
  const wide = useIsWide();
  const user = useAuthStore((state) => state.user);
  useEscape(onLeave);
  if (!user) return null;
  return (
    <Screen ground="sunken" testID="settings">
      <ScreenHeader
        title={words.common.settings}
        back={wide ? undefined : { label: words.common.backToChats, onPress: onLeave }}
      />
      {!wide && <ConnectionBanner />}
      <ScrollView contentContainerStyle={styles.content}>
        <View style={styles.person}>
          <Avatar person={user} size={64} />
          <View style={styles.words}>
            <Text variant="heading" numberOfLines={2} style={styles.name}>
              {user.name}
            </Text>
            <Text variant="detail" color="inkSoft" numberOfLines={1}>
              {user.email}
            </Text>
          </View>
        </View>
        <AppearanceSettings />
        <PrivacySettings />
        <Reports />
        <Devices />
        <SignOut />
      </ScrollView>
    </Screen>
  );
}

const useStyles = themed(() => ({
  content: {
    width: '100%',
    maxWidth: size.form,
    alignSelf: 'center',
    gap: space.xl,
    paddingHorizontal: space.l,
    paddingVertical: space.xl,
  },
  person: { flexDirection: 'row', alignItems: 'center', gap: space.l, paddingHorizontal: space.xs },
  words: { flex: 1, minWidth: 0 },
  name: { textAlign: START },
}));
