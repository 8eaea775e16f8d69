import type { ConversationView, ThreadMessage } from '@duet/chat-client';
import { useSendMessage, useUnsendMessage, type useMessages } from '@duet/chat-react';
import { useCallback, useMemo, useState } from 'react';
import { ActivityIndicator, View } from 'react-native';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import type { Point } from '../../ui/Menu.tsx';
import { themed, useTheme } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { Announcer } from './Announcer.tsx';
import { MessageList } from './MessageList.tsx';
import { mayEdit } from './mayChange.ts';
import { MessageMenu } from './MessageMenu.tsx';
import { ThreadContext } from './threadContext.ts';
import { threadRows } from './threadRows.ts';
import type { MessageActions } from './Unsent.tsx';
import { useEditing } from './useEditing.ts';
import { useLiftMark, useReading } from './useReading.ts';
import { useThreadScroll } from './useThreadScroll';

interface Props {
  conversation: ConversationView;
  thread: ReturnType<typeof useMessages>;
}

/** The messages of a conversation, and the way to write one. */
export function MessageThread({ conversation, thread }: Props) {
  const styles = useStyles();
  const { color } = useTheme();
  const { id, me, peer } = conversation;
  const { mutate, retry, discard, sendAnyway } = useSendMessage();
  const { editing, edit } = useEditing();
  const { mutate: unsend } = useUnsendMessage();
  const [unsending, setUnsending] = useState<ThreadMessage>();
  const [menu, setMenu] = useState<{ message: ThreadMessage; at: Point }>();

  useLiftMark(id, me.markedUnread);
  // Where the viewer stood when they came: the line "new messages" does not move while they read.
  const [readSeq] = useState(me.unreadCount > 0 ? me.readSeq : undefined);
  const rows = useMemo(() => threadRows(thread.messages, readSeq), [thread.messages, readSeq]);
  const { atNewest, toNewest, ...list } = useThreadScroll({
    rows,
    loadOlder: thread.hasOlder && !thread.isLoadingOlder ? thread.loadOlder : undefined,
    onSeen: useReading(id, me.readSeq),
  });

  const actions = useMemo(
    (): MessageActions => ({
      retry,
      discard,
      sendAnyway,
      edit,
      menu: (message, at) => setMenu({ message, at }),
    }),
    [retry, discard, sendAnyway, edit],
  );
  // A message is written in view of the booking above it; should that change before it is sent, its author is asked.
  const { booking } = conversation;
  const send = useCallback(
    (content: string) => {
      const seen = booking && { bookingId: booking.id, bookingVersion: booking.version };
      mutate({ conversationId: id, content, ...seen });
    },
    [mutate, id, booking],
  );
  const context = useMemo(
    () => ({
      conversation,
      atNewest,
      toNewest,
      editing,
      editNewest: () => {
        const newest = thread.messages.findLast(mayEdit);
        if (newest) edit(newest);
      },
    }),
    [conversation, atNewest, toNewest, editing, edit, thread.messages],
  );

  return (
    <ThreadContext value={context}>
      <View style={styles.thread}>
        <MessageList {...list} rows={rows} peer={peer.user} actions={actions} onSend={send} />
        {thread.isLoadingOlder && (
          <View style={styles.older}>
            <ActivityIndicator color={color.accent} aria-label="Loading older messages" />
          </View>
        )}
        {menu && (
          <MessageMenu
            {...menu}
            peer={peer.user}
            onEdit={edit}
            onUnsend={setUnsending}
            onClose={() => setMenu(undefined)}
          />
        )}
        {unsending && (
          <ConfirmDialog
            title="Unsend this message?"
            text={`It disappears for ${peer.user.name} too, who may have read it. Both of you see that a message was removed.`}
            cancelLabel="Keep it"
            confirmLabel="Unsend"
            onCancel={() => setUnsending(undefined)}
            onConfirm={() => {
              setUnsending(undefined);
              unsend(id, unsending.clientMessageId);
            }}
          />
        )}
        <Announcer messages={thread.messages} peer={peer.user} />
      </View>
    </ThreadContext>
  );
}

const useStyles = themed(() => ({
  thread: { flex: 1 },
  older: { position: 'absolute', top: space.s, alignSelf: 'center' },
}));
