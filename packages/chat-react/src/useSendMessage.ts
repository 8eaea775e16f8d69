import type { OutgoingMessage } from '@duet/chat-client';
import { useMemo } from 'react';
import { useChatClient } from './ChatProvider.tsx';

/** Sending, and what to do with a message that failed or is paused. How it fares, the thread shows. */
export function useSendMessage(): {
  /** The bubble is in the thread when this returns its key. */
  readonly mutate: (message: OutgoingMessage) => string;
  readonly retry: (key: string) => void;
  readonly discard: (key: string) => void;
  /** The answer for paused messages and what waits behind them: their author has seen that the booking has changed. */
  readonly sendAnyway: (keys: readonly string[]) => void;
  /** Sends a message without those of its images that cannot be sent. */
  readonly sendWithoutFailed: (key: string) => void;
  /** Sends a failed or paused message in other words, in its old place; false when it is neither any more. */
  readonly sendEdited: (key: string, content: string) => boolean;
} {
  const client = useChatClient();
  return useMemo(
    () => ({
      mutate: (message) => client.sendMessage(message),
      retry: (key) => void client.retry(key),
      discard: (key) => void client.discard(key),
      sendAnyway: (keys) => client.sendAnyway(keys),
      sendWithoutFailed: (key) => void client.sendWithoutFailed(key),
      sendEdited: (key, content) => client.sendEdited(key, content),
    }),
    [client],
  );
}
