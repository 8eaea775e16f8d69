import type { BookingStatus } from '@duet/contract';
import { View } from 'react-native';
import { Button } from '../../ui/Button.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { isFinal } from './bookingWords.ts';

interface Props {
  actions: readonly BookingStatus[];
  busy: boolean;
  onChoose: (status: BookingStatus) => void;
  /** Where there is more to see of it. */
  onDetails?: (() => void) | undefined;
}

/** What the viewer may turn the booking into; the one that cannot go wrong is the prominent one. */
export function BookingActions({ actions, busy, onChoose, onDetails }: Props) {
  const styles = useStyles();
  const words = useWords();
  return (
    <View style={styles.row} role="group" aria-label={words.booking.change}>
      {actions.map((status) => (
        <Button
          key={status}
          small
          kind={status === 'accepted' ? 'primary' : isFinal(status) ? 'danger' : 'secondary'}
          label={words.booking.actions[status]}
          disabled={busy}
          onPress={() => onChoose(status)}
          testID={`booking-action-${status}`}
        />
      ))}
      {onDetails && (
        <Button
          small
          kind="quiet"
          label={words.booking.details}
          onPress={onDetails}
          testID="booking-details"
        />
      )}
    </View>
  );
}

const useStyles = themed(() => ({ row: { flexDirection: 'row', flexWrap: 'wrap', gap: space.s } }));
