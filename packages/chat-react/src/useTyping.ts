import { useEffect, useMemo } from 'react';
import { useChatClient } from './ChatProvider.tsx';

/** Tells the other side that the person types; over by itself after a pause, on sending and on unmounting. */
export function useTyping(conversationId: string): {
  /** To be called at every change of the text. */
  readonly onKeystroke: () => void;
  /** To be called when the field is left or empty. */
  readonly stop: () => void;
} {
  const client = useChatClient();
  useEffect(() => () => client.stopTyping(conversationId), [client, conversationId]);
  return useMemo(
    () => ({
      onKeystroke: () => client.keystroke(conversationId),
      stop: () => client.stopTyping(conversationId),
    }),
    [client, conversationId],
  );
}
