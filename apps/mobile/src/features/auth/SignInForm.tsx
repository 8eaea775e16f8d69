import { useRef, useState } from 'react';
import { View, type TextInput } from 'react-native';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { useSignIn } from './useSignIn.ts';

/** E-mail and password. */
export function SignInForm({ initialEmail }: { initialEmail: string }) {
  const styles = useStyles();
  const words = useWords();
  const [email, setEmail] = useState(initialEmail);
  const [password, setPassword] = useState('');
  const passwordField = useRef<TextInput>(null);
  const { pendingEmail, failure, submit } = useSignIn();
  const complete = email.trim() !== '' && password !== '';
  const send = () => {
    if (complete) void submit(email.trim(), password);
  };
  return (
    <View style={styles.form} role="form" aria-label={words.welcome.signIn}>
      <Field
        label={words.welcome.email}
        value={email}
        onChangeText={setEmail}
        invalid={failure !== undefined}
        inputMode="email"
        autoComplete="email"
        autoCapitalize="none"
        autoCorrect={false}
        onSubmitEditing={() => passwordField.current?.focus()}
        submitBehavior="submit"
        testID="email"
      />
      <Field
        ref={passwordField}
        label={words.welcome.password}
        value={password}
        onChangeText={setPassword}
        invalid={failure !== undefined}
        secureTextEntry
        autoComplete="current-password"
        onSubmitEditing={send}
        testID="password"
      />
      {failure !== undefined && <Banner tone="negative" icon="alert" text={failure} />}
      <Button
        label={words.welcome.signIn}
        onPress={send}
        busy={pendingEmail !== undefined}
        disabled={!complete}
        testID="sign-in"
      />
    </View>
  );
}

const useStyles = themed(() => ({ form: { gap: space.m } }));
