import type { ThreadMessage } from '@duet/chat-client';
import { errorWords } from '../../lib/errorWords.ts';
import { Button } from '../../ui/Button.tsx';
import { Unsent, type MessageActions } from './Unsent.tsx';

interface Props {
  change: NonNullable<ThreadMessage['change']>;
  actions: MessageActions;
}

/** A message that stands as it was, because the server did not take what its author made of it. */
export function ChangeFailure({ change, actions }: Props) {
  const { key, kind, failure } = change;
  const what = kind === 'edit' ? 'Not changed.' : 'Not removed.';
  return (
    <Unsent tone="negative" reason={`${what} ${failure ? errorWords(failure) : ''}`} testID="change-failure">
      <Button
        kind="secondary"
        small
        icon="close"
        label="Leave it"
        onPress={() => actions.discard(key)}
        testID="change-discard"
      />
      {failure?.retryable === true && (
        <Button
          kind="secondary"
          small
          icon="refresh"
          label="Retry"
          onPress={() => actions.retry(key)}
          testID="change-retry"
        />
      )}
    </Unsent>
  );
}
