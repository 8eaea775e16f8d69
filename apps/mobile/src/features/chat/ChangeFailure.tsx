import type { ThreadMessage } from '@duet/chat-client';
import { errorWords } from '../../lib/errorWords.ts';
import { Unsent, type MessageActions, type Remedy } from './Unsent.tsx';

interface Props {
  change: NonNullable<ThreadMessage['change']>;
  actions: MessageActions;
}

/** A message that stands as it was, because the server did not take what its author made of it. */
export function ChangeFailure({ change, actions }: Props) {
  const { key, kind, failure } = change;
  const what = kind === 'edit' ? 'Not changed.' : 'Not removed.';
  const again = failure?.retryable === true;
  const remedies: Remedy[] = [
    {
      label: 'Leave it',
      icon: 'close',
      main: !again,
      onPress: () => actions.discard(key),
      testID: 'change-discard',
    },
  ];
  if (again) {
    remedies.push({
      label: 'Retry',
      icon: 'refresh',
      main: true,
      onPress: () => actions.retry(key),
      testID: 'change-retry',
    });
  }
  return (
    <Unsent
      tone="negative"
      reason={`${what} ${failure ? errorWords(failure) : ''}`}
      remedies={remedies}
      testID="change-failure"
    />
  );
}
