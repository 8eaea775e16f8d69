import { QueryCache, QueryClient, MutationCache } from '@tanstack/react-query';
import { ApiError, endsSession, isPassing } from '../lib/api.ts';
import { endSession } from '../features/auth/session.ts';

const RETRIES = 2;

/** Everything that is asked for is an entry of the audit log: nothing is asked for again by itself. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    // Without a network a request fails at once. Kept until there is one, it would be done when nobody expects it.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: (failures, error) => isPassing(error) && failures < RETRIES,
      retryDelay: (failures, error) =>
        (error instanceof ApiError ? error.retryAfterMs : undefined) ?? 1_000 * 2 ** failures,
    },
  },
});

function onError(error: unknown): void {
  if (endsSession(error)) endSession(queryClient, 'over');
}
