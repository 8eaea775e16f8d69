import type { ThreadMessage } from '@duet/chat-client';
import { View } from 'react-native';
import { errorWords } from '../../lib/errorWords.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';

/** What can be done about a message that was not sent. */
export interface MessageActions {
  retry: (key: ThreadMessage['key']) => void;
  discard: (key: ThreadMessage['key']) => void;
  /** Takes a message that cannot be sent as it is back into the composer. */
  edit: (key: ThreadMessage['key'], text: string) => void;
}

/** Why a message was not sent, and what can be done about it where it stands. */
export function Failure({ message, actions }: { message: ThreadMessage; actions: MessageActions }) {
  const styles = useStyles();
  const { key, content, failure } = message;
  const again = failure?.retryable ?? true;
  return (
    <View style={styles.box} testID="message-failure">
      <View style={styles.reason} role="alert">
        <Icon name="alert" size={15} color="negative" />
        <Text variant="caption" color="negative" style={styles.text}>
          Not sent. {failure ? errorWords(failure) : ''}
        </Text>
      </View>
      <View style={styles.actions}>
        <Button
          kind="quiet"
          small
          icon="trash"
          label="Delete"
          onPress={() => actions.discard(key)}
          testID="message-discard"
        />
        {again ? (
          <Button
            kind="secondary"
            small
            icon="refresh"
            label="Retry"
            onPress={() => actions.retry(key)}
            testID="message-retry"
          />
        ) : (
          <Button
            kind="secondary"
            small
            icon="pencil"
            label="Edit"
            onPress={() => actions.edit(key, content ?? '')}
            testID="message-edit"
          />
        )}
      </View>
    </View>
  );
}

const useStyles = themed(() => ({
  box: { alignItems: 'flex-end', gap: space.xs, paddingTop: space.xs, paddingBottom: space.s },
  reason: { flexDirection: 'row', alignItems: 'center', gap: space.xs },
  text: { flexShrink: 1 },
  actions: { flexDirection: 'row', gap: space.xs },
}));
