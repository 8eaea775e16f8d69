import type { Person } from '@duet/contract';
import { View } from 'react-native';
import { useEscape } from '../../lib/useEscape';
import { Icon } from '../../ui/Icon.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';
import { useQuote } from './quote.ts';

interface Props {
  conversationId: string;
  replyToId: string;
  peer: Person;
  onCancel: () => void;
}

/** Says which message the one that is being written will answer. Escape is the way out. */
export function ReplyBar({ conversationId, replyToId, peer, onCancel }: Props) {
  const styles = useStyles();
  const { author, text, muted, message } = useQuote(conversationId, replyToId, peer);
  useEscape(onCancel);
  return (
    <View style={styles.bar} testID="reply-bar">
      <Icon name="reply" size={18} color="accentInk" />
      <View style={styles.text}>
        <Text variant="caption" color="accentInk" numberOfLines={1} role="status" style={styles.line}>
          {message ? `Reply to ${message.mine ? 'yourself' : author}` : author}
        </Text>
        <Text
          variant="caption"
          color="inkSoft"
          numberOfLines={1}
          style={[styles.line, muted && styles.muted]}
        >
          {text}
        </Text>
      </View>
      <IconButton
        icon="close"
        label="Do not reply to this message"
        onPress={onCancel}
        testID="reply-cancel"
      />
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  bar: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.s,
    paddingLeft: space.m,
    marginBottom: space.xs,
    borderRadius: radius.m,
    backgroundColor: color.accentSoft,
  },
  text: { flex: 1, minWidth: 0 },
  line: { textAlign: 'left' },
  muted: { fontStyle: 'italic' },
}));
