import type { ThreadRow } from './threadRows.ts';
import { toDelete, toEdit, Unsent, type MessageActions, type Remedy } from './Unsent.tsx';

/**
 * A message that asks whether it is still meant: the booking has changed since it was written. It asks for all that
 * waits behind it as well.
 */
export function Paused({ row: { message, behind }, actions }: { row: ThreadRow; actions: MessageActions }) {
  const { key } = message;
  const several = behind.length > 0;
  const remedies: Remedy[] = [
    toDelete(message, actions),
    toEdit(message, actions),
    {
      label: several ? 'Send this' : 'Send anyway',
      icon: 'arrowUp',
      main: !several,
      onPress: () => actions.sendAnyway([key]),
      testID: 'message-send-anyway',
    },
  ];
  if (several) {
    remedies.push({
      label: `Send all ${behind.length + 1}`,
      icon: 'arrowUp',
      main: true,
      onPress: () => actions.sendAnyway([key, ...behind]),
      testID: 'message-send-all',
    });
  }
  return (
    <Unsent tone="caution" reason={reasonOf(behind.length)} remedies={remedies} testID="message-paused" />
  );
}

function reasonOf(behind: number): string {
  const reason = 'Not sent yet. The booking has changed since you wrote this.';
  if (behind === 0) return reason;
  return `${reason} ${behind === 1 ? '1 more message waits' : `${behind} more messages wait`} behind it.`;
}
