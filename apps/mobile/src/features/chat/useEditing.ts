import type { ThreadMessage } from '@duet/chat-client';
import { useEditMessage, useSendMessage } from '@duet/chat-react';
import { useCallback, useMemo } from 'react';
import { useKeptState } from '../../lib/useKeptState.ts';

/** A message whose text stands in the composer, instead of a new one. */
export interface Editing {
  readonly message: ThreadMessage;
  /** It could not be changed any more when the author was done. */
  readonly late: boolean;
  readonly save: (text: string) => void;
  readonly cancel: () => void;
}

/** What is being edited in a conversation, and the way to begin: only one message at a time. */
export function useEditing(conversationId: string): {
  editing: Editing | undefined;
  edit: (message: ThreadMessage) => void;
  stop: () => void;
} {
  const { sendEdited } = useSendMessage();
  const { mutate: editMessage } = useEditMessage();
  const [edited, setEdited] = useKeptState<Pick<Editing, 'message' | 'late'> | undefined>(
    `${conversationId}/edited`,
    undefined,
  );
  const edit = useCallback((message: ThreadMessage) => setEdited({ message, late: false }), [setEdited]);
  const stop = useCallback(() => setEdited(undefined), [setEdited]);
  const editing = useMemo((): Editing | undefined => {
    if (!edited) return undefined;
    const { message } = edited;
    const change = (
      { key, conversationId, clientMessageId, content, status }: ThreadMessage,
      text: string,
    ) => {
      if (status === 'failed' || status === 'paused') return sendEdited(key, text);
      return text === content || editMessage(conversationId, clientMessageId, text);
    };
    return {
      ...edited,
      save: (text) => setEdited(change(message, text) ? undefined : { message, late: true }),
      cancel: stop,
    };
  }, [edited, setEdited, stop, sendEdited, editMessage]);
  return { editing, edit, stop };
}
