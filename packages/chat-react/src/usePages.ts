import type { ApiError } from '@duet/chat-client';
import type { Side } from '@duet/contract';
import { useInfiniteQuery, type InfiniteData, type QueryKey } from '@tanstack/react-query';
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

/**
 * Loads a person's list by cursor, page after page; `load` brings a page into the client's state. What else it answers of
 * a page is kept.
 */
export function usePages<Page extends { readonly nextCursor: string | null }>(
  list: string,
  role: Side,
  load: (cursor: string | undefined) => Promise<Page>,
  options: { enabled?: boolean; gcTime?: number } = {},
): Pages & { readonly loaded: readonly Page[] } {
  const userId = useUserId();
  const { enabled = true, ...rest } = options;
  const query = useInfiniteQuery<Page, ApiError, InfiniteData<Page>, QueryKey, string | null>({
    ...queryOptions,
    ...rest,
    queryKey: chatKeys.list(userId, list, role),
    queryFn: ({ pageParam }) => load(pageParam ?? undefined),
    initialPageParam: null,
    enabled: enabled && userId !== undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const { isPending, error, hasNextPage, isFetchingNextPage, isRefetching } = query;
  const fetchNext = query.fetchNextPage;
  const fetchAgain = query.refetch;
  const fetchNextPage = useCallback(() => void fetchNext(), [fetchNext]);
  const refetch = useCallback(() => void fetchAgain(), [fetchAgain]);
  const loaded = query.data?.pages ?? NONE;
  return { isPending, error, hasNextPage, isFetchingNextPage, fetchNextPage, isRefetching, refetch, loaded };
}

const NONE: readonly never[] = [];
