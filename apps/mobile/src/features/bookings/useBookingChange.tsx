import { useUpdateBookingStatus } from '@duet/chat-react';
import { bookingActions, type Booking, type BookingStatus, type Side } from '@duet/contract';
import { useState, type ReactNode } from 'react';
import { errorWords } from '../../lib/errorWords.ts';
import { Banner } from '../../ui/Banner.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { useWords } from '../../words/useWords.ts';
import { isFinal } from './bookingWords.ts';

/** What the viewer may turn a booking into, and what is asked and told on the way: `notices` belong below the booking. */
export function useBookingChange(
  booking: Booking,
  side: Side,
): {
  readonly actions: readonly BookingStatus[];
  readonly isPending: boolean;
  readonly choose: (status: BookingStatus) => void;
  readonly notices: ReactNode;
} {
  const words = useWords();
  const { mutate, isPending, error } = useUpdateBookingStatus();
  const [asking, setAsking] = useState<BookingStatus>();
  const change = (status: BookingStatus) => {
    setAsking(undefined);
    mutate({ bookingId: booking.id, status, version: booking.version });
  };
  const question = asking && isFinal(asking) ? words.booking.questions[asking] : undefined;
  return {
    actions: bookingActions(side, booking),
    isPending,
    choose: (status) => (isFinal(status) ? setAsking(status) : change(status)),
    notices: (
      <>
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
      </>
    ),
  };
}
