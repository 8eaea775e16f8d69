import type { ReactNode } from 'react';
import { useAuthStore } from './authStore.ts';
import { SignInAgainScreen } from './SignInAgainScreen.tsx';

/**
 * What is seen by whoever is signed in. When their session is ended without them, the device may be in other hands: all of
 * it goes out of sight until they have signed in again, and then is where it was.
 */
export function SignedIn({ children }: { children: ReactNode }) {
  const asked = useAuthStore(({ status, leaving }) => status === 'expired' && !leaving);
  return asked ? <SignInAgainScreen /> : children;
}
