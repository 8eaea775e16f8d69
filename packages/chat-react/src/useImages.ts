import { selectImages, type ApiError, type PlacedImage } from '@duet/chat-client';
import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
import { useCallback } from 'react';
import { chatKeys, queryOptions } from './chatQueries.ts';
import { useChatClient } from './ChatProvider.tsx';
import { useChatState } from './useChatState.ts';
import { useUserId } from './useUserId.ts';

/** The images of a conversation, oldest first: those that are held here, and further ones as they are asked for. */
export function useImages(conversationId: string): {
  readonly images: readonly PlacedImage[];
  /** Whether there are any is not known yet. */
  readonly isPending: boolean;
  readonly error: ApiError | null;
  /** Loads those before the oldest; does nothing when there are none or while they are loading. */
  readonly loadOlder: () => void;
  readonly retry: () => void;
} {
  const client = useChatClient();
  const userId = useUserId();
  const images = useChatState(selectImages, conversationId);
  const { isPending, error, hasNextPage, isFetching, fetchNextPage, refetch } = useInfiniteQuery<
    number | null,
    ApiError,
    unknown,
    QueryKey,
    number | null
  >({
    ...queryOptions,
    queryKey: chatKeys.images(userId, conversationId),
    queryFn: async ({ pageParam }) => {
      const { messages, hasMore } = await client.loadImageMessages(conversationId, pageParam ?? undefined);
      return (hasMore && messages[0]?.seq) || null;
    },
    initialPageParam: null,
    getNextPageParam: (before) => before,
    enabled: userId !== undefined,
  });
  const loadOlder = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const retry = useCallback(() => void refetch(), [refetch]);
  return { images, isPending: isPending && images.length === 0, error, loadOlder, retry };
}
