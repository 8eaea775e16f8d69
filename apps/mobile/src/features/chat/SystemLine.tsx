import type { ThreadMessage } from '@duet/chat-client';
import type { Person } from '@duet/contract';
import { View } from 'react-native';
import { timeOf } from '../../lib/dates.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';
import { statusTones } from '../bookings/bookingWords.ts';
import { summaryOf } from './preview.ts';

/** What happened, rather than what was said. */
export function SystemLine({ message, peer }: { message: ThreadMessage; peer: Person }) {
  const styles = useStyles();
  const sentence = summaryOf(message, peer);
  const time = timeOf(message.sentAt);
  const tone = message.metadata === null ? 'neutral' : statusTones[message.metadata.to];
  return (
    <View style={styles.row} testID="system-message">
      <View style={styles.pill} role="article" aria-label={`${sentence}, ${time}`}>
        <Icon name="calendar" size={15} color={tone} />
        <Text variant="caption" color="inkSoft" style={styles.text}>
          {sentence}
          <Text variant="caption" color="inkFaint">{`  ${time}`}</Text>
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
