import type { ThreadMessage } from '@duet/chat-client';
import { errorWords } from '../../lib/errorWords.ts';
import { Button } from '../../ui/Button.tsx';
import { Unsent, type MessageActions } from './Unsent.tsx';

/** A message that was not sent. */
export function Failure({ message, actions }: { message: ThreadMessage; actions: MessageActions }) {
  const { key, failure } = message;
  const again = failure?.retryable ?? true;
  return (
    <Unsent
      tone="negative"
      reason={`Not sent. ${failure ? errorWords(failure) : ''}`}
      testID="message-failure"
    >
      <Button
        kind="quiet"
        small
        icon="trash"
        label="Delete"
        onPress={() => actions.discard(key)}
        testID="message-discard"
      />
      <Button
        kind={again ? 'quiet' : 'secondary'}
        small
        icon="pencil"
        label="Edit"
        onPress={() => actions.edit(message)}
        testID="message-edit"
      />
      {again && (
        <Button
          kind="secondary"
          small
          icon="refresh"
          label="Retry"
          onPress={() => actions.retry(key)}
          testID="message-retry"
        />
      )}
    </Unsent>
  );
}
