import type { Booking, Side } from '@duet/contract';
import { useState } from 'react';
import { View } from 'react-native';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useIsWide } from '../../ui/useIsWide.ts';
import { useWords } from '../../words/useWords.ts';
import { BookingActions } from './BookingActions.tsx';
import { BookingSummary } from './BookingSummary.tsx';
import { useBookingChange } from './useBookingChange.tsx';

interface Props {
  booking: Booking;
  side: Side;
  /** Where there is a screen of it to go to. */
  onDetails?: (() => void) | undefined;
}

/** The booking that is spoken of: what, when, how much, where it stands, and what the viewer may do. */
export function BookingBar({ booking, side, onDetails }: Props) {
  const styles = useStyles();
  const words = useWords();
  const wide = useIsWide();
  const { actions, isPending, choose, notices } = useBookingChange(booking, side);
  // A request waits for its answer: its actions are in sight. Later ones are one tap away on a small screen.
  const waitsForViewer = booking.status === 'requested' && side === 'artist';
  const [unfolded, setUnfolded] = useState(false);
  const offers = actions.length > 0 || onDetails !== undefined;
  const folds = offers && !wide && !waitsForViewer;

  return (
    <View style={styles.bar} role="region" aria-label={words.booking.name} testID="booking-bar">
      <View style={styles.content}>
        <BookingSummary
          booking={booking}
          {...(folds ? { unfolded, onToggle: () => setUnfolded(!unfolded) } : {})}
        />
        {offers && (!folds || unfolded) && (
          <BookingActions actions={actions} busy={isPending} onChoose={choose} onDetails={onDetails} />
        )}
      </View>
      {notices}
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
