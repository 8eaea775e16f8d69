import type { ThreadMessage } from '@duet/chat-client';
import { errorWords } from '../../lib/errorWords.ts';
import { useWords } from '../../words/useWords.ts';
import { Unsent, type MessageActions, type Remedy } from './Unsent.tsx';

interface Props {
  change: NonNullable<ThreadMessage['change']>;
  actions: MessageActions;
}

/** A message that stands as it was, because the server did not take what its author made of it. */
export function ChangeFailure({ change, actions }: Props) {
  const words = useWords();
  const { key, kind, failure } = change;
  const failed = kind === 'edit' ? words.message.notChanged : words.message.notRemoved;
  const again = failure?.retryable === true;
  const remedies: Remedy[] = [
    {
      label: words.message.leave,
      icon: 'close',
      main: !again,
      onPress: () => actions.discard(key),
      testID: 'change-discard',
    },
  ];
  if (again) {
    remedies.push({
      label: words.common.retry,
      icon: 'refresh',
      main: true,
      onPress: () => actions.retry(key),
      testID: 'change-retry',
    });
  }
  return (
    <Unsent
      tone="negative"
      reason={failed(failure ? errorWords(failure, words) : '')}
      remedies={remedies}
      testID="change-failure"
    />
  );
}
