import type { Booking } from '@duet/contract';
import { Pressable, ScrollView, View } from 'react-native';
import type { Interaction } from '../../ui/interaction.ts';
import { Text } from '../../ui/Text.tsx';
import { START } from '../../ui/startEdge';
import { themed, useTheme } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { statusTones } from './bookingWords.ts';

interface Props {
  bookings: readonly Booking[];
  chosenId: string | undefined;
  onChoose: (bookingId: string) => void;
}

/** The bookings of two people who have several: one of them is spoken of. */
export function BookingChips({ bookings, chosenId, onChoose }: Props) {
  const styles = useStyles();
  const words = useWords();
  const { color } = useTheme();
  return (
    <View style={styles.bar}>
      <ScrollView horizontal showsHorizontalScrollIndicator={false} contentContainerStyle={styles.content}>
        <View role="group" aria-label={words.booking.several} style={styles.group}>
          {bookings.map(({ id, title, status }) => (
            <Pressable
              key={id}
              role="button"
              aria-pressed={id === chosenId}
              aria-label={words.booking.named(title, words.booking.status[status])}
              onPress={() => onChoose(id)}
              testID="booking-chip"
              style={({ pressed, hovered = false }: Interaction) => [
                styles.chip,
                (hovered || pressed) && styles.active,
                id === chosenId && styles.chosen,
              ]}
            >
              <View style={[styles.dot, { backgroundColor: color[statusTones[status]] }]} />
              <Text
                variant="caption"
                color={id === chosenId ? 'accentInk' : 'inkSoft'}
                numberOfLines={1}
                style={styles.title}
              >
                {title}
              </Text>
            </Pressable>
          ))}
        </View>
      </ScrollView>
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  bar: { backgroundColor: color.surface, borderBottomWidth: 1, borderBottomColor: color.line },
  content: { paddingHorizontal: space.l, paddingVertical: space.xs + 1 },
  group: { flexDirection: 'row', gap: space.s - 2 },
  chip: {
    maxWidth: 220,
    minHeight: 30,
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.xs + 1,
    paddingHorizontal: space.m,
    borderRadius: radius.round,
    borderWidth: 1,
    borderColor: color.line,
  },
  active: { backgroundColor: color.hover },
  chosen: { backgroundColor: color.accentSoft, borderColor: color.accentInk },
  dot: { width: 6, height: 6, borderRadius: radius.round },
  title: { flexShrink: 1, textAlign: START },
}));
