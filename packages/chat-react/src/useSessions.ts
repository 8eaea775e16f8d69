import { ApiError } from '@duet/chat-client';
import type { OwnSession } from '@duet/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { chatKeys, queryOptions, requestOptions } from './chatQueries.ts';
import { useChatClient } from './ChatProvider.tsx';
import { useUserId } from './useUserId.ts';

/** Where the viewer is signed in; asked for anew on mount, because nobody tells of other devices. */
export function useSessions(): {
  /** The last used first; empty while they are not known. */
  readonly sessions: readonly OwnSession[];
  readonly isPending: boolean;
  /** Why they could not be loaded. */
  readonly error: ApiError | null;
  readonly refetch: () => void;
  /** Signs that device out. */
  readonly end: (sessionId: string) => void;
  /** The one that is being ended. */
  readonly endingId: string | undefined;
  /** Why the last one was not ended. */
  readonly endError: ApiError | null;
} {
  const { api } = useChatClient();
  const queries = useQueryClient();
  const userId = useUserId();
  const queryKey = chatKeys.sessions(userId);
  const { data, isPending, error, refetch } = useQuery<readonly OwnSession[], ApiError>({
    ...queryOptions,
    refetchOnMount: 'always',
    queryKey,
    queryFn: async () => (await api.call('listSessions')).sessions,
    enabled: userId !== undefined,
  });
  const ending = useMutation<void, ApiError, string>({
    ...requestOptions,
    mutationFn: async (id) => {
      await api.call('endSession', { params: { id } }).catch(unlessOver);
      queries.setQueryData<readonly OwnSession[]>(queryKey, (known) => known?.filter((one) => one.id !== id));
    },
  });
  return {
    sessions: data ?? NONE,
    isPending,
    error,
    refetch: () => void refetch(),
    end: ending.mutate,
    endingId: ending.isPending ? ending.variables : undefined,
    endError: ending.error,
  };
}

const NONE: readonly OwnSession[] = [];

/** One that has ended in the meantime is what was wanted. */
function unlessOver(error: unknown): void {
  if (!(error instanceof ApiError && error.code === 'session_not_found')) throw error;
}
