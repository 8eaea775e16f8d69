import type { ThreadMessage } from '@duet/chat-client';
import { errorWords } from '../../lib/errorWords.ts';
import type { Words } from '../../words/en.ts';
import { useWords } from '../../words/useWords.ts';
import { toDelete, toEdit, Unsent, type MessageActions, type Remedy } from './Unsent.tsx';

/** A message that was not sent, or not with all of its photos. */
export function Failure({ message, actions }: { message: ThreadMessage; actions: MessageActions }) {
  const words = useWords();
  const { key, failure, pictures = [], content } = message;
  const failed = pictures.filter((picture) => picture.failure).length;
  const again = failed > 0 ? !hopeless.has(failure?.code ?? '') : (failure?.retryable ?? true);
  const remedies: Remedy[] = [toDelete(message, actions, words)];
  if (failed === 0) remedies.push({ ...toEdit(message, actions, words), main: !again });
  else if (failed < pictures.length || content !== null) {
    remedies.push({
      label: withoutWords(failed, pictures.length, words),
      icon: 'arrowUp',
      main: !again,
      onPress: () => actions.sendWithoutFailed(key),
      testID: 'message-send-without',
    });
  }
  if (again) {
    remedies.push({
      label: words.common.retry,
      icon: 'refresh',
      main: true,
      onPress: () => actions.retry(key),
      testID: 'message-retry',
    });
  }
  return (
    <Unsent
      tone="negative"
      reason={words.message.notSent(failure ? errorWords(failure, words) : '')}
      remedies={remedies}
      testID="message-failure"
    />
  );
}

/** Pictures that no server will take, however often they are sent. */
const hopeless = new Set(['image_invalid', 'image_type_unsupported', 'unreadable']);

function withoutWords(failed: number, all: number, { message }: Words): string {
  return failed === all ? message.sendWithoutPhotos(all) : message.sendWithoutFailed(failed);
}
