import type { ConversationView } from '@duet/chat-client';
import {
  useConversation,
  useConversationBookings,
  useMessages,
  useQueuedCount,
  type ThreadStart,
} from '@duet/chat-react';
import { Suspense, useCallback, useEffect, useState } from 'react';
import { View } from 'react-native';
import { errorWords } from '../../lib/errorWords.ts';
import { useEscape } from '../../lib/useEscape';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/Notice.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { themed } from '../../ui/theme.tsx';
import { useWords } from '../../words/useWords.ts';
import { BookingBar } from '../bookings/BookingBar.tsx';
import { BookingChips } from '../bookings/BookingChips.tsx';
import { ConversationPhotos, preloadPhotos } from '../images/photos.ts';
import { ChatHeader } from './ChatHeader.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { MessageThread } from './MessageThread.tsx';
import { ThreadSkeleton } from './ThreadSkeleton.tsx';
import { AFTER_UNREAD } from './useThreadScroll';

export interface ChatProps {
  conversationId: string;
  /** The booking that is spoken of, until another is chosen; by default the conversation's latest. */
  bookingId?: string | undefined;
  onLeave: () => void;
  /** Where a booking has a screen of its own. */
  onBooking?: ((bookingId: string) => void) | undefined;
  /** Told what the screen is called: by the person's name, as soon as it is known. */
  onTitle?: ((title: string) => void) | undefined;
  /** Nothing lies over it: what is pasted or dropped is for this conversation. */
  inFront?: boolean;
}

/** One conversation: who it is with, the booking, the messages, the composer. */
export function ChatScreen(props: ChatProps) {
  // A list beside it changes the conversation under this screen; nothing of the former one may stay.
  return <Conversation key={props.conversationId} {...props} />;
}

function Conversation(props: ChatProps) {
  const { conversationId, bookingId, onLeave, onBooking, onTitle, inFront = true } = props;
  const styles = useStyles();
  const words = useWords();
  const { conversation, error } = useConversation(conversationId);
  const [opened, setOpened] = useState<Opened>();
  if (!opened && conversation) setOpened(openingOf(conversation));
  const thread = useMessages(conversationId, opened?.start);
  const waiting = useQueuedCount(conversationId);
  const bookings = useConversationBookings(conversationId);
  const [chosenId, setChosenId] = useState(bookingId);
  useEffect(() => {
    if (bookingId !== undefined) setChosenId(bookingId);
  }, [bookingId]);
  const booking = bookings.find(({ id }) => id === chosenId) ?? conversation?.booking ?? null;
  const name = conversation?.peer.user.name;
  useEffect(() => {
    if (name !== undefined) onTitle?.(name);
  }, [onTitle, name]);

  const [photos, setPhotos] = useState<{ start?: string }>();
  const view = useCallback((start: string) => setPhotos({ start }), []);
  const closePhotos = useCallback(() => setPhotos(undefined), []);
  useEffect(preloadPhotos, []);
  useEscape(onLeave);

  const problem = conversation ? undefined : error;
  const threadProblem = thread.messages.length === 0 ? thread.error : null;
  if (problem || threadProblem) {
    return (
      <Screen ground="sunken">
        <ErrorState title={words.conversation.failed} text={errorWords(problem ?? threadProblem, words)}>
          <Button kind="secondary" icon="back" label={words.common.backToChats} onPress={onLeave} />
        </ErrorState>
      </Screen>
    );
  }
  return (
    <Screen ground="surface">
      <ChatHeader conversation={conversation} onBack={onLeave} onPhotos={() => setPhotos({})} />
      {bookings.length > 1 && (
        <BookingChips bookings={bookings} chosenId={booking?.id} onChoose={setChosenId} />
      )}
      {conversation && booking && (
        <BookingBar
          key={booking.id}
          booking={booking}
          side={conversation.me.role}
          onDetails={onBooking && (() => onBooking(booking.id))}
        />
      )}
      <View style={styles.thread}>
        <ConnectionBanner waiting={waiting} />
        {!conversation || !opened || thread.isPending ? (
          <ThreadSkeleton />
        ) : (
          <MessageThread
            conversation={conversation}
            thread={thread}
            readSeq={opened.readSeq}
            booking={booking}
            severalBookings={bookings.length > 1}
            onShowBooking={setChosenId}
            onView={view}
            inFront={inFront}
          />
        )}
      </View>
      {conversation && photos && (
        <Suspense fallback={null}>
          <ConversationPhotos
            conversationId={conversationId}
            peer={conversation.peer.user}
            start={photos.start}
            onClose={closePhotos}
          />
        </Suspense>
      )}
    </Screen>
  );
}

/** Where the viewer stood when they came: at the first message they had not read, if there was one. */
interface Opened {
  readSeq: number | undefined;
  start: ThreadStart | undefined;
}

function openingOf({ me: { unreadCount, readSeq } }: ConversationView): Opened {
  if (unreadCount === 0) return { readSeq: undefined, start: undefined };
  return { readSeq, start: { seq: readSeq + 1, after: AFTER_UNREAD } };
}

const useStyles = themed(({ color }) => ({
  thread: { flex: 1, backgroundColor: color.sunken },
}));
