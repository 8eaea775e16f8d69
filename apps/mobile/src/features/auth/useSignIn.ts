import { useState } from 'react';
import { errorWords } from '../../lib/errorWords.ts';
import { useWords } from '../../words/useWords.ts';
import { useAuthStore } from './authStore.ts';

/** Signing in, as a form shows it: for which e-mail address it is under way, and why the last attempt failed. */
export function useSignIn() {
  const words = useWords();
  const signIn = useAuthStore((state) => state.signIn);
  const [pendingEmail, setPendingEmail] = useState<string>();
  const [failure, setFailure] = useState<string>();
  return {
    pendingEmail,
    failure,
    async submit(email: string, password: string): Promise<void> {
      setFailure(undefined);
      setPendingEmail(email);
      try {
        await signIn(email, password);
      } catch (error) {
        setFailure(errorWords(error, words));
      } finally {
        setPendingEmail(undefined);
      }
    },
  };
}
