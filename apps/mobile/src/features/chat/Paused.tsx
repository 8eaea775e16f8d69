import { useWords } from '../../words/useWords.ts';
import type { ThreadRow } from './threadRows.ts';
import { toDelete, toEdit, Unsent, type MessageActions, type Remedy } from './Unsent.tsx';

/**
 * A message that asks whether it is still meant: the booking has changed since it was written. It asks for all that
 * waits behind it as well.
 */
export function Paused({ row: { message, behind }, actions }: { row: ThreadRow; actions: MessageActions }) {
  const words = useWords();
  const { key } = message;
  const several = behind.length > 0;
  const remedies: Remedy[] = [
    toDelete(message, actions, words),
    toEdit(message, actions, words),
    {
      label: several ? words.message.sendThis : words.message.sendAnyway,
      icon: 'arrowUp',
      main: !several,
      onPress: () => actions.sendAnyway([key]),
      testID: 'message-send-anyway',
    },
  ];
  if (several) {
    remedies.push({
      label: words.message.sendAll(behind.length + 1),
      icon: 'arrowUp',
      main: true,
      onPress: () => actions.sendAnyway([key, ...behind]),
      testID: 'message-send-all',
    });
  }
  return (
    <Unsent
      tone="caution"
      reason={several ? words.message.pausedBefore(behind.length) : words.message.paused}
      remedies={remedies}
      testID="message-paused"
    />
  );
}
