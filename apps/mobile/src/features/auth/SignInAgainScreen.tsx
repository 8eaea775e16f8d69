import { useSignInAgain, useUnsentCount } from '@duet/chat-react';
import { useState } from 'react';
import { ScrollView, View } from 'react-native';
import { errorWords } from '../../lib/errorWords.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { useAuthStore } from './authStore.ts';
import { useDemoPassword } from './DemoPeople.tsx';

/** Asks a person for their password, whose session was ended without them. */
export function SignInAgainScreen() {
  const styles = useStyles();
  const words = useWords();
  const { person, signIn, isPending, error } = useSignInAgain();
  const unsent = useUnsentCount();
  const leave = useAuthStore((state) => state.leave);
  const demoPassword = useDemoPassword(person?.id);
  const [typed, setTyped] = useState<string>();
  const password = typed ?? demoPassword ?? '';
  const send = () => {
    if (password !== '') signIn(password);
  };
  if (!person) return null;
  return (
    <Screen testID="sign-in-again">
      <ScrollView contentContainerStyle={styles.content} role="main">
        <View style={styles.column} role="form" aria-labelledby="sign-in-again">
          <Avatar person={person} size={72} />
          <View style={styles.words}>
            <Text
              variant="title"
              role="heading"
              aria-level={1}
              nativeID="sign-in-again"
              style={styles.centred}
              numberOfLines={2}
            >
              {words.welcome.endedTitle(person.name)}
            </Text>
            <Text variant="detail" color="inkSoft" style={styles.centred}>
              {unsent === 0 ? words.welcome.ended : words.welcome.endedWith(unsent)}
            </Text>
          </View>
          <View style={styles.fields}>
            <Text variant="detail" color="inkSoft" style={styles.centred} numberOfLines={1}>
              {person.email}
            </Text>
            <Field
              label={words.welcome.password}
              value={password}
              onChangeText={setTyped}
              invalid={error?.code === 'invalid_credentials'}
              secureTextEntry
              autoFocus
              autoComplete="current-password"
              onSubmitEditing={send}
              testID="password"
            />
            {error && (
              <Banner
                tone="negative"
                icon="alert"
                text={
                  error.code === 'invalid_credentials'
                    ? words.welcome.wrongPassword
                    : errorWords(error, words)
                }
                testID="sign-in-again-error"
              />
            )}
            <Button
              label={words.welcome.signInAgain}
              onPress={send}
              busy={isPending}
              disabled={password === ''}
              testID="sign-in"
            />
            <Button
              kind="quiet"
              label={words.welcome.useAnother}
              onPress={leave}
              disabled={isPending}
              testID="use-another-account"
            />
          </View>
        </View>
      </ScrollView>
    </Screen>
  );
}

const useStyles = themed(() => ({
  content: { flexGrow: 1, padding: space.xl, justifyContent: 'center' },
  column: { width: '100%', maxWidth: 400, alignSelf: 'center', alignItems: 'center', gap: space.xl },
  words: { gap: space.s },
  centred: { textAlign: 'center' },
  fields: { width: '100%', gap: space.m },
}));
