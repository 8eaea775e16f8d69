import type { ConversationView, Draft, OutgoingPicture, ThreadMessage } from '@duet/chat-client';
import type { Booking } from '@duet/contract';
import { useReply, useSendMessage, useUnsendMessage, type useMessages } from '@duet/chat-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { ActivityIndicator, View } from 'react-native';
import { errorWords } from '../../lib/errorWords.ts';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import type { Point } from '../../ui/Menu.tsx';
import { themed, useTheme } from '../../ui/theme.tsx';
import { showToast } from '../../ui/toast.ts';
import { size, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { askSafety } from '../safety/safetyQuestions.ts';
import { useAttachments } from '../images/useAttachments.tsx';
import { Announcer } from './Announcer.tsx';
import { FOUND_FOR } from './FoundMark.tsx';
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
  /** Where the viewer stood when they came, if anything was unread: the line "new messages" does not move meanwhile. */
  readSeq: number | undefined;
  /** The booking in sight, which what is written is about. */
  booking: Booking | null;
  severalBookings: boolean;
  onShowBooking: (bookingId: string) => void;
  /** Shows a photo of the conversation before everything else. */
  onView: (imageId: string) => void;
  inFront: boolean;
}

/** A thread that has grown longer than this by what arrived shows less: of its beginning, or of its end. */
const LONG = 250;

/** The messages of a conversation, and the way to write one. */
export function MessageThread(props: Props) {
  const { conversation, thread, readSeq, booking, severalBookings, onShowBooking, onView, inFront } = props;
  const styles = useStyles();
  const words = useWords();
  const { color } = useTheme();
  const { id, me, peer, contactPolicy } = conversation;
  const { mutate, retry, discard, sendAnyway, sendWithoutFailed } = useSendMessage();
  const { editing, edit, stop: stopEditing } = useEditing(id);
  const { mutate: unsend } = useUnsendMessage();
  const [unsending, setUnsending] = useState<ThreadMessage>();
  const [menu, setMenu] = useState<{ message: ThreadMessage; at: Point }>();

  useLiftMark(id, me.markedUnread);
  const [foundKey, setFoundKey] = useState<string>();
  const rows = useMemo(
    () => threadRows(thread.messages, readSeq, { foundKey, severalBookings, contactPolicy }),
    [thread.messages, readSeq, foundKey, severalBookings, contactPolicy],
  );
  const { hasNewer, toNewest: showNewest, stay, toMessage } = thread;
  const {
    atNewest,
    toNewest: scrollToNewest,
    toRow: scrollToRow,
    ...list
  } = useThreadScroll({
    rows,
    loadOlder: thread.hasOlder && !thread.isLoadingOlder ? thread.loadOlder : undefined,
    loadNewer: hasNewer && !thread.isLoadingNewer ? thread.loadNewer : undefined,
    hasNewer,
    onSeen: useReading(id, me.readSeq),
  });
  const toNewest = useCallback(() => {
    showNewest();
    scrollToNewest();
  }, [showNewest, scrollToNewest]);
  const tooLong = !hasNewer && rows.length > LONG;
  useEffect(() => {
    if (tooLong) (atNewest ? showNewest : stay)();
  }, [tooLong, atNewest, showNewest, stay]);

  const jumpTo = useCallback(
    async (messageId: string) => {
      try {
        const { key } = await toMessage(messageId);
        scrollToRow(key);
        setFoundKey(key);
      } catch (error) {
        showToast({ text: errorWords(error, words) });
      }
    },
    [toMessage, scrollToRow, words],
  );
  useEffect(() => {
    if (foundKey === undefined) return;
    const timer = setTimeout(() => setFoundKey(undefined), FOUND_FOR);
    return () => clearTimeout(timer);
  }, [foundKey]);
  const writable = conversation.status === 'active' && !me.blocked && !peer.blocked;
  const replyTo = useReply(id);
  const reply = useCallback(
    (message: ThreadMessage) => {
      if (!writable || message.id === null) return;
      stopEditing();
      replyTo(message.id);
    },
    [writable, stopEditing, replyTo],
  );

  // What a report is about is looked up when it is made: rows stay as they are while the conversation changes.
  const latest = useRef(conversation);
  useEffect(() => {
    latest.current = conversation;
  }, [conversation]);
  const report = useCallback(
    (message: ThreadMessage) => askSafety({ kind: 'report', conversation: latest.current, message }),
    [],
  );

  const actions = useMemo(
    (): MessageActions => ({
      reply,
      jumpTo: (messageId) => void jumpTo(messageId),
      showBooking: onShowBooking,
      retry,
      discard,
      sendAnyway,
      sendWithoutFailed,
      cancel: ({ clientMessageId }) => unsend(id, clientMessageId),
      edit,
      view: onView,
      report,
      menu: (message, at) => setMenu({ message, at }),
    }),
    [
      id,
      reply,
      jumpTo,
      onShowBooking,
      retry,
      discard,
      sendAnyway,
      sendWithoutFailed,
      unsend,
      edit,
      onView,
      report,
    ],
  );
  // A message is written in view of the booking above it; should that change before it is sent, its author is asked.
  const send = useCallback(
    ({ text, replyToId }: Draft, images: readonly OutgoingPicture[] = []) => {
      const seen = booking && { bookingId: booking.id, bookingVersion: booking.version };
      const answered = replyToId !== null && { replyToId };
      mutate({ conversationId: id, content: text, images, ...seen, ...answered });
      if (hasNewer) toNewest();
    },
    [mutate, id, booking, hasNewer, toNewest],
  );
  const { attach, attaching } = useAttachments({
    conversationId: id,
    contactPolicy,
    name: peer.user.name,
    enabled: inFront && writable && !editing,
    onSend: send,
  });
  const context = useMemo(
    () => ({
      conversation,
      atNewest,
      toNewest,
      editing,
      attach,
      editNewest: () => {
        const newest = thread.messages.findLast(mayEdit);
        if (newest) edit(newest);
      },
    }),
    [conversation, atNewest, toNewest, editing, attach, edit, thread.messages],
  );

  return (
    <ThreadContext value={context}>
      <View style={styles.thread}>
        <MessageList {...list} rows={rows} peer={peer.user} actions={actions} onSend={send} />
        {(thread.isLoadingOlder || thread.isLoadingMessage) && (
          <View style={styles.older}>
            <ActivityIndicator color={color.accent} aria-label={words.thread.loadingOlder} />
          </View>
        )}
        {menu && (
          <MessageMenu
            {...menu}
            peer={peer.user}
            onReply={writable ? reply : undefined}
            onJumpTo={actions.jumpTo}
            onEdit={edit}
            onUnsend={setUnsending}
            onView={onView}
            onReport={report}
            onClose={() => setMenu(undefined)}
          />
        )}
        {unsending && (
          <ConfirmDialog
            title={words.message.unsendTitle}
            text={words.message.unsendText(peer.user.name)}
            cancelLabel={words.message.unsendKeep}
            confirmLabel={words.message.unsend}
            onCancel={() => setUnsending(undefined)}
            onConfirm={() => {
              setUnsending(undefined);
              unsend(id, unsending.clientMessageId);
            }}
          />
        )}
        {thread.isLoadingNewer && (
          <View style={styles.newer}>
            <ActivityIndicator color={color.accent} aria-label={words.thread.loadingNewer} />
          </View>
        )}
        {attaching}
        <Announcer conversation={conversation} />
      </View>
    </ThreadContext>
  );
}

const useStyles = themed(() => ({
  thread: { flex: 1 },
  older: { position: 'absolute', top: space.s, alignSelf: 'center' },
  newer: { position: 'absolute', bottom: size.bar + space.xl, alignSelf: 'center' },
}));
