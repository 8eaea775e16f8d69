import { useUpdateBookingStatus } from '@duet/chat-react';
import { bookingActions, type Booking, type BookingStatus, type Side } from '@duet/contract';
import { useState } from 'react';
import { View } from 'react-native';
import { errorWords } from '../../lib/errorWords.ts';
import { Banner } from '../../ui/Banner.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useIsWide } from '../../ui/useIsWide.ts';
import { useWords } from '../../words/useWords.ts';
import { BookingActions } from './BookingActions.tsx';
import { BookingSummary } from './BookingSummary.tsx';
import { isFinal } from './bookingWords.ts';

/** The booking that is spoken of: what, when, how much, where it stands, and what the viewer may do. */
export function BookingBar({ booking, side }: { booking: Booking; side: Side }) {
  const styles = useStyles();
  const words = useWords();
  const wide = useIsWide();
  const { mutate, isPending, error } = useUpdateBookingStatus();
  const [asking, setAsking] = useState<BookingStatus>();
  const actions = bookingActions(side, booking);
  // A request waits for its answer: its actions are in sight. Later ones are one tap away on a small screen.
  const waitsForViewer = booking.status === 'requested' && side === 'artist';
  const [unfolded, setUnfolded] = useState(false);
  const shown = actions.length > 0 && (wide || waitsForViewer || unfolded);

  const change = (status: BookingStatus) => {
    setAsking(undefined);
    mutate({ bookingId: booking.id, status, version: booking.version });
  };
  const choose = (status: BookingStatus) => (isFinal(status) ? setAsking(status) : change(status));
  const question = asking && isFinal(asking) ? words.booking.questions[asking] : undefined;

  return (
    <View style={styles.bar} role="region" aria-label={words.booking.name} testID="booking-bar">
      <View style={styles.content}>
        <BookingSummary
          booking={booking}
          {...(actions.length > 0 && !wide && !waitsForViewer
            ? { unfolded, onToggle: () => setUnfolded(!unfolded) }
            : {})}
        />
        {shown && <BookingActions actions={actions} busy={isPending} onChoose={choose} />}
      </View>
      {error && <Banner tone="negative" icon="alert" text={errorWords(error, words)} />}
      {asking && question && (
        <ConfirmDialog
          title={question.title}
          text={question.text}
          cancelLabel={question.keep}
          confirmLabel={words.booking.actions[asking]}
          onCancel={() => setAsking(undefined)}
          onConfirm={() => change(asking)}
        />
      )}
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  bar: {
    gap: space.s,
    paddingHorizontal: space.l,
    paddingVertical: space.s + 2,
    backgroundColor: color.surface,
    borderBottomWidth: 1,
    borderBottomColor: color.line,
  },
  content: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.s + 2 },
}));
