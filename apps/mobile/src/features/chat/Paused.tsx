import { Button } from '../../ui/Button.tsx';
import type { ThreadRow } from './threadRows.ts';
import { Unsent, type MessageActions } from './Unsent.tsx';

/**
 * A message that asks whether it is still meant: the booking has changed since it was written. It asks for all that
 * waits behind it as well.
 */
export function Paused({ row: { message, behind }, actions }: { row: ThreadRow; actions: MessageActions }) {
  const { key } = message;
  const several = behind.length > 0;
  return (
    <Unsent tone="caution" reason={reasonOf(behind.length)} testID="message-paused">
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
        onPress={() => actions.edit(message)}
        testID="message-edit"
      />
      <Button
        kind={several ? 'quiet' : 'secondary'}
        small
        icon="arrowUp"
        label={several ? 'Send this' : 'Send anyway'}
        onPress={() => actions.sendAnyway([key])}
        testID="message-send-anyway"
      />
      {several && (
        <Button
          kind="secondary"
          small
          icon="arrowUp"
          label={`Send all ${behind.length + 1}`}
          onPress={() => actions.sendAnyway([key, ...behind])}
          testID="message-send-all"
        />
      )}
    </Unsent>
  );
}

function reasonOf(behind: number): string {
  const reason = 'Not sent yet. The booking has changed since you wrote this.';
  if (behind === 0) return reason;
  return `${reason} ${behind === 1 ? '1 more message waits' : `${behind} more messages wait`} behind it.`;
}
