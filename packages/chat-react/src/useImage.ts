import type { ApiError } from '@duet/chat-client';
import type { Image, ImageSize } from '@duet/contract';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { chatKeys, queryOptions } from './chatQueries.ts';
import { useChatClient } from './ChatProvider.tsx';
import { useUserId } from './useUserId.ts';

/** Where the app finds an image in a size. What fails for want of a connection is tried again with the next. */
export function useImage(
  image: Image,
  size: ImageSize,
): {
  /** undefined while it is on its way, or cannot be had. */
  readonly uri: string | undefined;
  readonly error: ApiError | null;
  readonly retry: () => void;
} {
  const client = useChatClient();
  const userId = useUserId();
  const { data, error, refetch } = useQuery<string, ApiError>({
    ...queryOptions,
    queryKey: chatKeys.image(userId, image.id, size),
    queryFn: () => client.loadImage(image, size),
    enabled: userId !== undefined,
  });
  const retry = useCallback(() => void refetch(), [refetch]);
  return { uri: data, error, retry };
}
