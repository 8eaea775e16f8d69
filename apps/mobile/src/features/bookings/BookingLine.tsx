import type { Booking } from '@duet/contract';
import { View } from 'react-native';
import { Text } from '../../ui/Text.tsx';
import { START } from '../../ui/startEdge';
import { themed, useTheme } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { statusTones } from './bookingWords.ts';

/** A booking in one quiet line: its state, then its title. */
export function BookingLine({ booking }: { booking: Booking }) {
  const styles = useStyles();
  const words = useWords();
  const { color } = useTheme();
  const tone = statusTones[booking.status];
  return (
    <View style={styles.line}>
      <View style={[styles.dot, { backgroundColor: color[tone] }]} />
      <Text variant="caption" color={tone} style={styles.status}>
        {words.booking.status[booking.status]}
      </Text>
      <Text variant="caption" color="inkFaint" numberOfLines={1} style={styles.title}>
        {booking.title}
      </Text>
    </View>
  );
}

const useStyles = themed(() => ({
  line: { flexDirection: 'row', alignItems: 'center', gap: space.xs + 1 },
  dot: { width: 6, height: 6, borderRadius: radius.round },
  status: { fontWeight: '600' },
  title: { flex: 1, textAlign: START },
}));
