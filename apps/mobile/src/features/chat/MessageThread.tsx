import type { ConversationView } from '@duet/chat-client';
import { useSendMessage, useTyping, type useMessages } from '@duet/chat-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { ActivityIndicator, Platform, View } from 'react-native';
import {
  GiftedChat,
  type DayProps,
  type InputToolbarProps,
  type MessageProps,
} from 'react-native-gifted-chat';
import { EmptyState } from '../../ui/Notice.tsx';
import { themed, useTheme } from '../../ui/theme.tsx';
import { size, space } from '../../ui/tokens.ts';
import { useIsWide } from '../../ui/useIsWide.ts';
import { Announcer } from './Announcer.tsx';
import { Composer, type ComposerHandle } from './Composer.tsx';
import { DaySeparator } from './DaySeparator.tsx';
import { MessageRow, type MessageActions } from './MessageRow.tsx';
import { NewestButton } from './NewestButton.tsx';
import { threadRows, type ThreadRow } from './threadRows.ts';
import { TypingIndicator } from './TypingIndicator.tsx';
import { useReading } from './useReading.ts';
import { useThreadScroll } from './useThreadScroll';

/** GiftedChat gives its toolbar more than it declares. */
interface Toolbar extends InputToolbarProps<ThreadRow> {
  onSend: (message: Partial<ThreadRow>) => void;
}

interface Props {
  conversation: ConversationView;
  thread: ReturnType<typeof useMessages>;
}

/** The messages of a conversation and the way to write one: GiftedChat, with rows, scrolling and composer of our own. */
export function MessageThread({ conversation, thread }: Props) {
  const styles = useStyles();
  const { color } = useTheme();
  const wide = useIsWide();
  const { id, me, peer } = conversation;
  const { mutate, retry, discard } = useSendMessage();
  const { onKeystroke, stop } = useTyping(id);
  const composer = useRef<ComposerHandle>(null);

  // Where the viewer stood when they came: the line "new messages" does not move while they read.
  const [readSeq] = useState(me.unreadCount > 0 ? me.readSeq : undefined);
  const rows = useMemo(() => threadRows(thread.messages, readSeq), [thread.messages, readSeq]);
  const scroll = useThreadScroll({
    rows,
    loadOlder: thread.hasOlder && !thread.isLoadingOlder ? thread.loadOlder : undefined,
    onSeen: useReading(id, me.readSeq),
  });
  const ordered = useMemo(() => (scroll.isInverted ? [...rows].reverse() : rows), [rows, scroll.isInverted]);

  const person = peer.user;
  const actions = useMemo(
    (): MessageActions => ({
      retry,
      discard,
      edit: (key, text) => {
        discard(key);
        composer.current?.write(text);
      },
    }),
    [retry, discard],
  );
  const renderMessage = useCallback(
    ({ currentMessage }: MessageProps<ThreadRow>) => (
      <MessageRow row={currentMessage} peer={person} actions={actions} />
    ),
    [person, actions],
  );
  const onSend = useCallback(
    (sent: ThreadRow[]) => {
      for (const { text } of sent) mutate({ conversationId: id, content: text });
    },
    [mutate, id],
  );
  const listProps = useMemo(
    () => ({
      ...scroll.listProps,
      contentContainerStyle: styles.content,
      ListEmptyComponent: (
        <EmptyState
          icon="chat"
          title={`Say hello to ${person.name}`}
          text="This is the beginning of your conversation."
        />
      ),
    }),
    [scroll.listProps, styles.content, person.name],
  );
  const closed = conversation.status === 'closed' ? 'closed' : me.blocked ? 'blocked' : undefined;

  return (
    <View style={styles.thread}>
      <GiftedChat<ThreadRow>
        messages={ordered}
        user={viewer}
        onSend={onSend}
        isInverted={scroll.isInverted}
        isDayAnimationEnabled={false}
        messagesContainerRef={scroll.listRef}
        messagesContainerStyle={styles.messages}
        listProps={listProps}
        renderMessage={renderMessage}
        renderDay={renderDay}
        renderFooter={nothing}
        renderChatFooter={() => (
          <View style={styles.overlay} pointerEvents="box-none">
            <TypingIndicator name={person.name} typing={conversation.peerTyping} />
            <NewestButton visible={!scroll.atNewest} unread={me.unreadCount} onPress={scroll.toNewest} />
          </View>
        )}
        renderInputToolbar={(toolbar) => (
          <Composer
            ref={composer}
            draftKey={`${id}/${me.role}`}
            autoFocus={Platform.OS === 'web' && wide}
            peerName={person.name}
            closed={closed}
            onSend={(text) => (toolbar as Toolbar).onSend({ text })}
            onKeystroke={onKeystroke}
            onPause={stop}
          />
        )}
      />
      {thread.isLoadingOlder && (
        <View style={styles.older}>
          <ActivityIndicator color={color.accent} aria-label="Loading older messages" />
        </View>
      )}
      <Announcer messages={thread.messages} peer={person} />
    </View>
  );
}

// Rows know whose they are; GiftedChat only wants somebody.
const viewer = { _id: 'viewer' };

function renderDay({ createdAt }: DayProps) {
  return <DaySeparator moment={Number(createdAt)} />;
}

function nothing() {
  return null;
}

const useStyles = themed(({ color }) => ({
  thread: { flex: 1 },
  messages: { backgroundColor: color.sunken },
  content: {
    flexGrow: 1,
    justifyContent: 'flex-end',
    width: '100%',
    maxWidth: size.column,
    alignSelf: 'center',
    paddingHorizontal: space.m,
    paddingTop: space.l,
    paddingBottom: space.xxl + space.xs,
  },
  overlay: { position: 'absolute', left: 0, right: 0, bottom: 0 },
  older: { position: 'absolute', top: space.s, alignSelf: 'center' },
}));
