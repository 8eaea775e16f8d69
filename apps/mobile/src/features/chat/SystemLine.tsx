import { useBooking } from '@duet/chat-react';
import type { MessageMetadata, Person } from '@duet/contract';
import { useState, type ReactNode } from 'react';
import { Pressable, View } from 'react-native';
import { timeOf } from '../../lib/dates.ts';
import type { Tone } from '../../ui/Chip.tsx';
import { Icon } from '../../ui/Icon.tsx';
import type { Interaction } from '../../ui/interaction.ts';
import { rovingKeys } from '../../ui/rovingKeys.ts';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { changeSentence, statesOf, statusTones } from '../bookings/bookingWords.ts';
import { summaryOf } from './preview.ts';
import type { ThreadRow } from './threadRows.ts';
import { THREAD_STOPS, UNFOLD_STOP } from './threadStops.ts';

interface Props {
  row: ThreadRow;
  peer: Person;
  onShowBooking: (bookingId: string) => void;
}

/** What happened, rather than what was said. */
export function SystemLine({ row, peer, onShowBooking }: Props) {
  const words = useWords();
  const { message, tabbable } = row;
  const { metadata, sentAt } = message;
  if (metadata === null)
    return <Line sentence={summaryOf(message, peer, words)} sentAt={sentAt} tone="neutral" />;
  return <BookingChangeLine {...{ metadata, sentAt, tabbable, peer, onShowBooking }} />;
}

interface ChangeProps {
  metadata: NonNullable<MessageMetadata>;
  sentAt: string;
  tabbable: boolean;
  peer: Person;
  onShowBooking: (bookingId: string) => void;
}

/**
 * Names the booking as soon as it is known: a conversation may be about several. A tap unfolds what it was then and what
 * it is now, and brings the booking into sight.
 */
function BookingChangeLine({ metadata, sentAt, tabbable, peer, onShowBooking }: ChangeProps) {
  const words = useWords();
  const { booking } = useBooking(metadata.bookingId);
  const [unfolded, setUnfolded] = useState(false);
  const sentence = changeSentence(metadata, peer, words, booking?.title);
  const unfold = () => {
    setUnfolded(!unfolded);
    if (!unfolded && booking) onShowBooking(booking.id);
  };
  return (
    <Line
      sentence={sentence}
      sentAt={sentAt}
      tone={statusTones[metadata.to]}
      tabbable={tabbable}
      unfolded={unfolded}
      onPress={unfold}
    >
      {unfolded && (
        <Text variant="caption" color="ink" testID="booking-states">
          {statesOf(metadata, booking, words)}
        </Text>
      )}
    </Line>
  );
}

interface LineProps {
  sentence: string;
  sentAt: string;
  tone: Tone;
  tabbable?: boolean;
  unfolded?: boolean;
  onPress?: () => void;
  children?: ReactNode;
}

function Line({ sentence, sentAt, tone, tabbable = false, unfolded, onPress, children }: LineProps) {
  const styles = useStyles();
  const time = timeOf(sentAt, useWords());
  const content = (
    <>
      <Icon name="calendar" size={15} color={tone} />
      <View style={styles.words}>
        <Text variant="caption" color="inkSoft" style={styles.text}>
          {sentence}
          <Text variant="caption" color="inkFaint">{`  ${time.replaceAll(/\s/gu, '\u00a0')}`}</Text>
        </Text>
        {children}
      </View>
    </>
  );
  return (
    <View {...rovingKeys(THREAD_STOPS)} style={styles.row} testID="system-message">
      {onPress ? (
        <Pressable
          role="button"
          aria-expanded={unfolded}
          tabIndex={tabbable ? 0 : -1}
          onPress={onPress}
          testID={UNFOLD_STOP}
          style={({ pressed, hovered = false }: Interaction) => [
            styles.pill,
            (hovered || pressed) && styles.active,
          ]}
        >
          {content}
        </Pressable>
      ) : (
        <View style={styles.pill} role="article" aria-label={`${sentence}, ${time}`}>
          {content}
        </View>
      )}
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
    borderRadius: radius.l,
    borderWidth: 1,
    borderColor: color.line,
    backgroundColor: color.background,
  },
  active: { backgroundColor: color.hover },
  words: { flexShrink: 1, gap: space.xxs },
  // A sentence of the app, even where it begins with a name in another script.
  text: { flexShrink: 1, writingDirection: 'ltr' },
}));
