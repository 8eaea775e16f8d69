import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/Notice.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { useWords } from '../../words/useWords.ts';
import { useAuthStore } from './authStore.ts';

/** For an account that is neither customer nor artist. */
export function AdministratorScreen() {
  const signOut = useAuthStore((state) => state.signOut);
  const words = useWords();
  return (
    <Screen testID="administrator">
      <EmptyState
        icon="shield"
        title={words.welcome.administratorTitle}
        text={words.welcome.administratorText}
      >
        <Button
          kind="secondary"
          icon="signOut"
          label={words.common.signOut}
          onPress={() => void signOut()}
          testID="sign-out"
        />
      </EmptyState>
    </Screen>
  );
}
