import { useUpdateConversation } from '@duet/chat-react';
import { View } from 'react-native';
import { Button } from '../../ui/Button.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';

/** Why nothing can be written: it is over, or one of the two has blocked the other. */
export type Closed = 'closed' | 'blocked' | 'blockedByPeer';

interface Props {
  conversationId: string;
  closed: Closed;
  name: string;
}

/** Stands where one would write, and says why one cannot, and what still comes. */
export function ClosedBar({ conversationId, closed, name }: Props) {
  const styles = useStyles();
  const words = useWords();
  const { mutate } = useUpdateConversation();
  return (
    <View style={styles.bar} role="status" testID={`composer-${closed}`}>
      <Text variant="detail" color="inkSoft" style={styles.text}>
        {words.composer[closed](name)}
      </Text>
      {closed === 'blocked' && (
        <Button
          small
          kind="secondary"
          label={words.safety.unblock}
          onPress={() => mutate(conversationId, { blocked: false })}
          testID="composer-unblock"
        />
      )}
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  bar: {
    alignItems: 'center',
    gap: space.s,
    paddingHorizontal: space.l,
    paddingVertical: space.l,
    backgroundColor: color.surface,
    borderTopWidth: 1,
    borderTopColor: color.line,
  },
  text: { textAlign: 'center' },
}));
