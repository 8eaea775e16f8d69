import type { ApiError } from '@duet/chat-client';
import type { User } from '@duet/contract';
import { useMutation } from '@tanstack/react-query';
import { requestOptions } from './chatQueries.ts';
import { useSession } from './useSession.ts';

/**
 * The way back for a person whose session was ended without them: by their password, and as nobody else. What the device
 * keeps of theirs is as they left it, and what waited is sent.
 */
export function useSignInAgain(): {
  /** Who is asked; undefined while no session has ended like that. */
  readonly person: User | undefined;
  readonly signIn: (password: string) => void;
  readonly isPending: boolean;
  /** Why the last attempt failed. */
  readonly error: ApiError | null;
} {
  const { status, user, session } = useSession();
  const person = status === 'expired' ? user : undefined;
  const { mutate, isPending, error } = useMutation<unknown, ApiError, string>({
    ...requestOptions,
    // Whoever asks for it is looking, and tries again themselves.
    retry: false,
    mutationFn: (password) => session.signIn({ email: person?.email ?? '', password }),
  });
  return { person, signIn: mutate, isPending, error };
}
