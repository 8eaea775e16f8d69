import { useBooking } from '@duet/chat-react';
import { Pressable } from 'react-native';
import { Icon } from '../../ui/Icon.tsx';
import type { Interaction } from '../../ui/interaction.ts';
import { Text } from '../../ui/Text.tsx';
import { START } from '../../ui/startEdge';
import { themed } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';

interface Props {
  bookingId: string;
  onShow: (bookingId: string) => void;
}

/** Stands above the first message about another booking than those before. */
export function AboutBooking({ bookingId, onShow }: Props) {
  const styles = useStyles();
  const words = useWords();
  const { booking } = useBooking(bookingId);
  if (!booking) return null;
  return (
    <Pressable
      role="button"
      aria-label={words.thread.about(booking.title)}
      tabIndex={-1}
      onPress={() => onShow(bookingId)}
      testID="about-booking"
      style={({ pressed, hovered = false }: Interaction) => [
        styles.chip,
        (hovered || pressed) && styles.active,
      ]}
    >
      <Icon name="calendar" size={13} color="inkFaint" />
      <Text variant="micro" color="inkFaint" numberOfLines={1} style={styles.title}>
        {booking.title}
      </Text>
    </Pressable>
  );
}

const useStyles = themed(({ color }) => ({
  chip: {
    maxWidth: '100%',
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.xs,
    paddingHorizontal: space.s,
    paddingVertical: space.xxs,
    borderRadius: radius.round,
  },
  active: { backgroundColor: color.hover },
  title: { flexShrink: 1, textAlign: START },
}));
