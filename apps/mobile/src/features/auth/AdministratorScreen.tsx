import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/Notice.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { useAuthStore } from './authStore.ts';

/** For an account that is neither customer nor artist. */
export function AdministratorScreen() {
  const signOut = useAuthStore((state) => state.signOut);
  return (
    <Screen testID="administrator">
      <EmptyState
        icon="shield"
        title="You are signed in as an administrator"
        text="Administrators read conversations in the dashboard. This app is for customers and artists."
      >
        <Button
          kind="secondary"
          icon="signOut"
          label="Sign out"
          onPress={() => void signOut()}
          testID="sign-out"
        />
      </EmptyState>
    </Screen>
  );
}
