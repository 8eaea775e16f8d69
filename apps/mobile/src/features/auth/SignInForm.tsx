import { useRef, useState } from 'react';
import { View, type TextInput } from 'react-native';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useSignIn } from './useSignIn.ts';

/** E-mail and password. */
export function SignInForm({ initialEmail }: { initialEmail: string }) {
  const styles = useStyles();
  const [email, setEmail] = useState(initialEmail);
  const [password, setPassword] = useState('');
  const passwordField = useRef<TextInput>(null);
  const { pendingEmail, failure, submit } = useSignIn();
  const complete = email.trim() !== '' && password !== '';
  const send = () => {
    if (complete) void submit(email.trim(), password);
  };
  return (
    <View style={styles.form} role="form" aria-label="Sign in">
      <Field
        label="E-mail address"
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
        label="Password"
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
        label="Sign in"
        onPress={send}
        busy={pendingEmail !== undefined}
        disabled={!complete}
        testID="sign-in"
      />
    </View>
  );
}

const useStyles = themed(() => ({ form: { gap: space.m } }));
