import type { ApiError, ChatClient } from '@duet/chat-client';
import { useMutation } from '@tanstack/react-query';
import { requestOptions } from './chatQueries.ts';
import { useChatClient } from './ChatProvider.tsx';

type Pair = Parameters<ChatClient['openConversation']>[0];

/** Gets or creates the one conversation of a customer and an artist; resolves to its id. */
export function useOpenConversation(): {
  readonly mutateAsync: (pair: Pair) => Promise<string>;
  readonly isPending: boolean;
  readonly error: ApiError | null;
} {
  const client = useChatClient();
  const { mutateAsync, isPending, error } = useMutation<string, ApiError, Pair>({
    ...requestOptions,
    mutationFn: (pair) => client.openConversation(pair),
  });
  return { mutateAsync, isPending, error };
}
