import { useQuery } from '@tanstack/react-query';
import { chatKeys, queryOptions } from './chatQueries.ts';
import { useChatClient } from './ChatProvider.tsx';
import { useUserId } from './useUserId.ts';

/** Where the app finds the picture of a message that waits to be sent; undefined while that is not known. */
export function usePicture(key: string): string | undefined {
  const client = useChatClient();
  const userId = useUserId();
  const { data } = useQuery({
    ...queryOptions,
    retry: false,
    gcTime: 0,
    queryKey: chatKeys.picture(userId, key),
    queryFn: async () => (await client.showPicture(key)) ?? null,
    enabled: userId !== undefined,
  });
  return data ?? undefined;
}
