import type { ApiError } from '@duet/chat-client';
import type { OwnReport } from '@duet/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { chatKeys, queryOptions } from './chatQueries.ts';
import { useChatClient } from './ChatProvider.tsx';
import { useDecidedReports } from './useDecidedReports.ts';
import { useUserId } from './useUserId.ts';

/** The viewer's latest reports and what has become of them; asked for anew on mount. */
export function useReports(): {
  /** The latest first; empty while they are not known. */
  readonly reports: readonly OwnReport[];
  readonly isPending: boolean;
  readonly error: ApiError | null;
  readonly refetch: () => void;
} {
  const { api } = useChatClient();
  const queries = useQueryClient();
  const userId = useUserId();
  const { data, isPending, error, refetch } = useQuery<readonly OwnReport[], ApiError>({
    ...queryOptions,
    refetchOnMount: 'always',
    queryKey: chatKeys.reports(userId),
    queryFn: async () => (await api.call('listReports', { query: {} })).reports,
    enabled: userId !== undefined,
  });
  useDecidedReports(
    useCallback(
      () => void queries.invalidateQueries({ queryKey: chatKeys.reports(userId) }),
      [queries, userId],
    ),
  );
  return { reports: data ?? NONE, isPending, error, refetch: () => void refetch() };
}

const NONE: readonly OwnReport[] = [];
