import { ScrollView, View } from 'react-native';
import { Banner } from '../../ui/Banner.tsx';
import { Logo } from '../../ui/Logo.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useIsWide } from '../../ui/useIsWide.ts';
import { useWords } from '../../words/useWords.ts';
import { useAuthStore } from './authStore.ts';
import { DemoPeople, useDemoPeople } from './DemoPeople.tsx';
import { Showcase } from './Showcase.tsx';
import { SignInForm } from './SignInForm.tsx';

/** The door: what Duet is, the people of the demo, and the sign-in form. */
export function WelcomeScreen() {
  const styles = useStyles();
  const words = useWords();
  const wide = useIsWide();
  const expired = useAuthStore(({ status }) => status === 'expired');
  const formerEmail = useAuthStore(({ user }) => user?.email ?? '');
  const { outside } = useDemoPeople();
  return (
    <Screen testID="welcome">
      <View style={styles.row}>
        {wide && (
          <Showcase>
            <Tagline onShowcase />
          </Showcase>
        )}
        <ScrollView style={styles.scroll} contentContainerStyle={styles.content}>
          <View style={styles.column}>
            {!wide && (
              <>
                <Logo />
                <Tagline />
              </>
            )}
            {expired && <Banner tone="caution" icon="alert" text={words.welcome.endedBanner} />}
            {!outside && (
              <View style={styles.section}>
                <View>
                  <Text variant="heading" role="heading" aria-level={2}>
                    {words.welcome.demoTitle}
                  </Text>
                  <Text variant="detail" color="inkSoft">
                    {words.welcome.demoText}
                  </Text>
                </View>
                <DemoPeople />
              </View>
            )}
            <View style={styles.section}>
              <Text variant="heading" role="heading" aria-level={2}>
                {outside ? words.welcome.signIn : words.welcome.signInByEmail}
              </Text>
              <SignInForm initialEmail={formerEmail} />
            </View>
          </View>
        </ScrollView>
      </View>
    </Screen>
  );
}

/** What Duet is, in a line. */
function Tagline({ onShowcase = false }: { onShowcase?: boolean }) {
  const styles = useStyles();
  const words = useWords();
  return (
    <View style={styles.tagline}>
      <Text variant="display" role="heading" aria-level={1} color={onShowcase ? 'onAccent' : 'ink'}>
        {words.welcome.title}
      </Text>
      <Text color={onShowcase ? 'onBubbleMineSoft' : 'inkSoft'}>{words.welcome.text}</Text>
    </View>
  );
}

const useStyles = themed(() => ({
  row: { flex: 1, flexDirection: 'row' },
  scroll: { flex: 1 },
  content: { flexGrow: 1, padding: space.xl, paddingVertical: space.xxl, justifyContent: 'center' },
  column: { width: '100%', maxWidth: 480, alignSelf: 'center', gap: space.xxl },
  tagline: { gap: space.m, maxWidth: 440 },
  section: { gap: space.l },
}));
