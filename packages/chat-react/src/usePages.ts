import type { ApiError } from '@duet/chat-client';
import type { Side } from '@duet/contract';
import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
import { useCallback } from 'react';
import { chatKeys, queryOptions } from './chatQueries.ts';
import { useUserId } from './useUserId.ts';

/** How the loading of a list stands. The list itself is the client's. */
export interface Pages {
  /** Nothing was loaded yet. */
  isPending: boolean;
  error: ApiError | null;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage(): void;
  isRefetching: boolean;
  refetch(): void;
}

/** Loads a person's list by cursor, page after page; `load` brings a page into the client's state. */
export function usePages(
  list: 'conversations' | 'archived' | 'bookings',
  role: Side,
  load: (cursor: string | undefined) => Promise<{ nextCursor: string | null }>,
): Pages {
  const userId = useUserId();
  const query = useInfiniteQuery<string | null, ApiError, unknown, QueryKey, string | null>({
    ...queryOptions,
    queryKey: chatKeys.list(userId, list, role),
    queryFn: async ({ pageParam }) => (await load(pageParam ?? undefined)).nextCursor,
    initialPageParam: null,
    enabled: userId !== undefined,
    getNextPageParam: (nextCursor) => nextCursor,
  });
  const { isPending, error, hasNextPage, isFetchingNextPage, isRefetching } = query;
  const fetchNext = query.fetchNextPage;
  const fetchAgain = query.refetch;
  const fetchNextPage = useCallback(() => void fetchNext(), [fetchNext]);
  const refetch = useCallback(() => void fetchAgain(), [fetchAgain]);
  return { isPending, error, hasNextPage, isFetchingNextPage, fetchNextPage, isRefetching, refetch };
}
