import type { ThreadMessage } from '@duet/chat-client';
import { useBooking } from '@duet/chat-react';
import type { MessageMetadata, Person } from '@duet/contract';
import { View } from 'react-native';
import { timeOf } from '../../lib/dates.ts';
import type { Tone } from '../../ui/Chip.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';
import { changeSentence, statusTones } from '../bookings/bookingWords.ts';
import { summaryOf } from './preview.ts';

interface Props {
  message: ThreadMessage;
  peer: Person;
}

/** What happened, rather than what was said. */
export function SystemLine({ message, peer }: Props) {
  const { metadata, sentAt } = message;
  if (metadata === null) return <Line sentence={summaryOf(message, peer)} sentAt={sentAt} tone="neutral" />;
  return <BookingChangeLine metadata={metadata} sentAt={sentAt} peer={peer} />;
}

/** Names the booking as soon as it is known: a conversation may be about several. */
function BookingChangeLine({
  metadata,
  sentAt,
  peer,
}: {
  metadata: NonNullable<MessageMetadata>;
  sentAt: string;
  peer: Person;
}) {
  const { booking } = useBooking(metadata.bookingId);
  const sentence = changeSentence(metadata, peer, booking?.title);
  return <Line sentence={sentence} sentAt={sentAt} tone={statusTones[metadata.to]} />;
}

function Line({ sentence, sentAt, tone }: { sentence: string; sentAt: string; tone: Tone }) {
  const styles = useStyles();
  const time = timeOf(sentAt);
  return (
    <View style={styles.row} testID="system-message">
      <View style={styles.pill} role="article" aria-label={`${sentence}, ${time}`}>
        <Icon name="calendar" size={15} color={tone} />
        <Text variant="caption" color="inkSoft" style={styles.text}>
          {sentence}
          <Text variant="caption" color="inkFaint">{`  ${time.replaceAll(/\s/gu, '\u00a0')}`}</Text>
        </Text>
      </View>
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  row: { alignItems: 'center', paddingVertical: space.xs },
  pill: {
    maxWidth: '92%',
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.s - 2,
    paddingHorizontal: space.m,
    paddingVertical: space.xs + 1,
    borderRadius: radius.round,
    borderWidth: 1,
    borderColor: color.line,
    backgroundColor: color.background,
  },
  // A sentence of the app, even where it begins with a name in another script.
  text: { flexShrink: 1, writingDirection: 'ltr' },
}));
