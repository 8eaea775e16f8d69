import { selectConversation } from '@duet/chat-client';
import { useChatState } from '@duet/chat-react';
import type { Booking } from '@duet/contract';
import { Pressable, View } from 'react-native';
import type { Interaction } from '../../ui/interaction.ts';
import { START } from '../../ui/startEdge';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { BookingSummary } from './BookingSummary.tsx';

/** One booking of the list, with whom it is where their conversation is known. */
export function BookingRow({ booking, onOpen }: { booking: Booking; onOpen: (bookingId: string) => void }) {
  const styles = useStyles();
  const words = useWords();
  const peer = useChatState(selectConversation, booking.conversationId)?.peer.user;
  return (
    <View role="listitem">
      <Pressable
        role="button"
        onPress={() => onOpen(booking.id)}
        testID="booking-row"
        style={({ pressed, hovered = false }: Interaction) => [
          styles.row,
          (hovered || pressed) && styles.active,
        ]}
      >
        <BookingSummary booking={booking} />
        {peer && (
          <Text variant="caption" color="inkSoft" numberOfLines={1} style={styles.peer}>
            {words.booking.with(peer.name)}
          </Text>
        )}
      </Pressable>
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  row: {
    flexDirection: 'row',
    flexWrap: 'wrap',
    gap: space.xs,
    padding: space.m,
    borderRadius: radius.l,
    borderWidth: 1,
    borderColor: color.line,
    backgroundColor: color.surface,
  },
  active: { backgroundColor: color.hover },
  peer: { width: '100%', textAlign: START },
}));
