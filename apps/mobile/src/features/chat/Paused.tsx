import type { ThreadMessage } from '@duet/chat-client';
import { Button } from '../../ui/Button.tsx';
import { Unsent, type MessageActions } from './Unsent.tsx';

/** A message that asks whether it is still meant: the booking has changed since it was written. */
export function Paused({ message, actions }: { message: ThreadMessage; actions: MessageActions }) {
  const { key, content } = message;
  return (
    <Unsent
      tone="caution"
      reason="Not sent yet. The booking has changed since you wrote this."
      testID="message-paused"
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
        kind="quiet"
        small
        icon="pencil"
        label="Edit"
        onPress={() => actions.edit(key, content ?? '')}
        testID="message-edit"
      />
      <Button
        kind="secondary"
        small
        icon="arrowUp"
        label="Send anyway"
        onPress={() => actions.sendAnyway(key)}
        testID="message-send-anyway"
      />
    </Unsent>
  );
}
