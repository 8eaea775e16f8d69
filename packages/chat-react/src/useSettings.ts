import type { ApiError } from '@duet/chat-client';
import type { Settings } from '@duet/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { chatKeys, queryOptions, requestOptions } from './chatQueries.ts';
import { useChatClient } from './ChatProvider.tsx';
import { useSession } from './useSession.ts';

/** What the signed-in person lets others see; loaded anew on mount, because another device may have changed it. */
export function useSettings(): {
  /** With the change that is under way; undefined while nobody is signed in. */
  readonly settings: Settings | undefined;
  /** What is not named stays. */
  readonly update: (settings: Partial<Settings>) => void;
  readonly isPending: boolean;
  /** Why the last change was not made. */
  readonly error: ApiError | null;
} {
  const client = useChatClient();
  const { user } = useSession();
  useQuery<null, ApiError>({
    ...queryOptions,
    refetchOnMount: 'always',
    queryKey: chatKeys.settings(user?.id),
    queryFn: () => client.loadUser().then(() => null),
    enabled: user !== undefined,
  });
  const { mutate, isPending, error, variables } = useMutation<void, ApiError, Partial<Settings>>({
    ...requestOptions,
    mutationFn: (settings) => client.updateSettings(settings),
  });
  const settings = user && { ...user.settings, ...(isPending ? variables : {}) };
  return { settings, update: mutate, isPending, error };
}
