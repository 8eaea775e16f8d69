import type { OutgoingText } from '@duet/chat-client';
import { useMemo } from 'react';
import { useChatClient } from './ChatProvider.tsx';

/** Sending, and what to do with a message that failed or is paused. How it fares, the thread shows. */
export function useSendMessage(): {
  /** The bubble is in the thread when this returns its key. */
  readonly mutate: (message: OutgoingText) => string;
  readonly retry: (key: string) => void;
  readonly discard: (key: string) => void;
  /** The answer to a paused message: its author has seen that the booking has changed. */
  readonly sendAnyway: (key: string) => void;
} {
  const client = useChatClient();
  return useMemo(
    () => ({
      mutate: (message) => client.sendMessage(message),
      retry: (key) => void client.retry(key),
      discard: (key) => void client.discard(key),
      sendAnyway: (key) => void client.sendAnyway(key),
    }),
    [client],
  );
}
