import type { Person } from '@duet/contract';
import { Text } from '../../ui/Text.tsx';
import { START } from '../../ui/startEdge';
import { themed } from '../../ui/theme.tsx';
import { useWords } from '../../words/useWords.ts';
import { ComposerBar } from './ComposerBar.tsx';
import { useQuote } from './useQuote.ts';

interface Props {
  conversationId: string;
  replyToId: string;
  peer: Person;
  onCancel: () => void;
}

/** Says which message the one that is being written will answer. */
export function ReplyBar({ conversationId, replyToId, peer, onCancel }: Props) {
  const styles = useStyles();
  const words = useWords();
  const { author, text, muted, message } = useQuote(conversationId, replyToId, peer);
  return (
    <ComposerBar name="reply" icon="reply" cancelLabel={words.composer.replyCancel} onCancel={onCancel}>
      <Text variant="caption" color="accentInk" numberOfLines={1} role="status" style={styles.line}>
        {!message ? author : message.mine ? words.composer.replyToYourself : words.composer.replyTo(author)}
      </Text>
      <Text variant="caption" color="inkSoft" numberOfLines={1} style={[styles.line, muted && styles.muted]}>
        {text}
      </Text>
    </ComposerBar>
  );
}

const useStyles = themed(() => ({
  line: { textAlign: START },
  muted: { fontStyle: 'italic' },
}));
