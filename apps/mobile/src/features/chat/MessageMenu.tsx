import type { ThreadMessage } from '@duet/chat-client';
import type { Person } from '@duet/contract';
import { COPY, copyText } from '../../lib/copyText';
import { Menu, type MenuItem, type Point } from '../../ui/Menu.tsx';
import { showToast } from '../../ui/toast.ts';
import type { Words } from '../../words/en.ts';
import { useWords } from '../../words/useWords.ts';
import { mayEdit, mayReply, mayReport, mayUnsend } from './mayChange.ts';
import { summaryOf } from './preview.ts';

interface Props {
  message: ThreadMessage;
  peer: Person;
  at: Point;
  /** Set where anything may be written. */
  onReply: ((message: ThreadMessage) => void) | undefined;
  /** Goes to the message that this one answers. */
  onJumpTo: (id: string) => void;
  onEdit: (message: ThreadMessage) => void;
  onUnsend: (message: ThreadMessage) => void;
  onView: (imageId: string) => void;
  onReport: (message: ThreadMessage) => void;
  onClose: () => void;
}

/** What can be done with a message, as of now. */
export function MessageMenu(props: Props) {
  const words = useWords();
  const { message, peer, at, onClose } = props;
  return (
    <Menu title={summaryOf(message, peer, words)} items={itemsOf(props, words)} at={at} onClose={onClose} />
  );
}

function itemsOf(props: Props, words: Words): MenuItem[] {
  const { message, onReply, onJumpTo, onEdit, onUnsend, onView, onReport } = props;
  const { replyToId, content, images } = message;
  const [image] = images;
  const items: (MenuItem | false)[] = [
    onReply !== undefined &&
      mayReply(message) && {
        icon: 'reply',
        label: words.message.reply,
        onPress: () => onReply(message),
        testID: 'message-menu-reply',
      },
    replyToId !== null && {
      icon: 'arrowUp',
      label: words.message.showAnswered,
      onPress: () => onJumpTo(replyToId),
      testID: 'message-menu-answered',
    },
    image !== undefined && {
      icon: 'photo',
      label: words.message.viewPhotos(images.length),
      onPress: () => onView(image.id),
      testID: 'message-menu-view',
    },
    content !== null && {
      icon: 'copy',
      label: words.message[COPY],
      onPress: () => void copyContent(content, words),
      testID: 'message-menu-copy',
    },
    mayEdit(message) && {
      icon: 'pencil',
      label: words.common.edit,
      onPress: () => onEdit(message),
      testID: 'message-menu-edit',
    },
    mayUnsend(message) && {
      icon: 'trash',
      label: words.message.unsend,
      tone: 'negative',
      onPress: () => onUnsend(message),
      testID: 'message-menu-unsend',
    },
    mayReport(message) && {
      icon: 'flag',
      label: words.safety.reportMessage,
      onPress: () => onReport(message),
      testID: 'message-menu-report',
    },
  ];
  return items.filter((item) => item !== false);
}

async function copyContent(content: string, words: Words): Promise<void> {
  const outcome: 'copied' | 'notCopied' | undefined = await copyText(content);
  if (outcome !== undefined) showToast({ text: words.message[outcome] });
}
