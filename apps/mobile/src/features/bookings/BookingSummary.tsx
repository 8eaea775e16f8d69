import type { Booking } from '@duet/contract';
import { Pressable, View } from 'react-native';
import { localeOf, spanOf } from '../../lib/dates.ts';
import { priceOf } from '../../lib/money.ts';
import { Chip } from '../../ui/Chip.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Text } from '../../ui/Text.tsx';
import { START } from '../../ui/startEdge';
import { themed } from '../../ui/theme.tsx';
import { radius, size, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { statusTones } from './bookingWords.ts';

interface Props {
  booking: Booking;
  unfolded?: boolean;
  /** Set where the actions are folded away: a tap shows them. */
  onToggle?: () => void;
}

/** What is booked, when and for how much. */
export function BookingSummary({ booking, unfolded = false, onToggle }: Props) {
  const styles = useStyles();
  const words = useWords();
  const content = (
    <>
      <View style={styles.disc}>
        <Icon name="calendar" size={20} color="accentInk" />
      </View>
      <View style={styles.text}>
        <View style={styles.titleRow}>
          <Text variant="label" numberOfLines={1} style={styles.title}>
            {booking.title}
          </Text>
          <Chip label={words.booking.status[booking.status]} tone={statusTones[booking.status]} />
        </View>
        <Text variant="caption" color="inkSoft" numberOfLines={1}>
          {spanOf(booking.startsAt, booking.endsAt, words)} ·{' '}
          {priceOf(booking.price, booking.currency, localeOf(words))}
        </Text>
      </View>
    </>
  );
  if (!onToggle) return <View style={styles.row}>{content}</View>;
  return (
    <Pressable
      role="button"
      aria-expanded={unfolded}
      onPress={onToggle}
      style={styles.row}
      testID="booking-toggle"
    >
      {content}
      <View style={unfolded && styles.turned}>
        <Icon name="chevronDown" size={20} color="inkFaint" />
      </View>
    </Pressable>
  );
}

const useStyles = themed(({ color }) => ({
  row: {
    flexGrow: 1,
    flexShrink: 1,
    flexBasis: 300,
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.m,
    minHeight: size.touch,
  },
  disc: {
    width: 38,
    height: 38,
    borderRadius: radius.m,
    backgroundColor: color.accentSoft,
    alignItems: 'center',
    justifyContent: 'center',
  },
  text: { flex: 1, minWidth: 0, gap: 1 },
  titleRow: { flexDirection: 'row', alignItems: 'center', gap: space.s },
  title: { flexShrink: 1, textAlign: START },
  turned: { transform: [{ rotate: '180deg' }] },
}));
