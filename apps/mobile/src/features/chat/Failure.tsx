import type { ThreadMessage } from '@duet/chat-client';
import { errorWords } from '../../lib/errorWords.ts';
import { toDelete, toEdit, Unsent, type MessageActions, type Remedy } from './Unsent.tsx';

/** A message that was not sent. */
export function Failure({ message, actions }: { message: ThreadMessage; actions: MessageActions }) {
  const { key, failure } = message;
  const again = failure?.retryable ?? true;
  const remedies: Remedy[] = [toDelete(message, actions), { ...toEdit(message, actions), main: !again }];
  if (again) {
    remedies.push({
      label: 'Retry',
      icon: 'refresh',
      main: true,
      onPress: () => actions.retry(key),
      testID: 'message-retry',
    });
  }
  return (
    <Unsent
      tone="negative"
      reason={`Not sent. ${failure ? errorWords(failure) : ''}`}
      remedies={remedies}
      testID="message-failure"
    />
  );
}
