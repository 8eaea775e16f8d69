import type { ThreadMessage } from '@duet/chat-client';
import type { Person } from '@duet/contract';
import { COPY, copyText } from '../../lib/copyText';
import { Menu, type MenuItem, type Point } from '../../ui/Menu.tsx';
import { showToast } from '../../ui/toast.ts';
import { mayEdit, mayReply, mayUnsend } from './mayChange.ts';
import { summaryOf } from './preview.ts';

interface Props {
  message: ThreadMessage;
  peer: Person;
  at: Point;
  onReply: (message: ThreadMessage) => void;
  /** Goes to the message that this one answers. */
  onJumpTo: (id: string) => void;
  onEdit: (message: ThreadMessage) => void;
  onUnsend: (message: ThreadMessage) => void;
  onClose: () => void;
}

/** What can be done with a message, as of now. */
export function MessageMenu({ message, peer, at, onReply, onJumpTo, onEdit, onUnsend, onClose }: Props) {
  const reply: MenuItem = {
    icon: 'reply',
    label: 'Reply',
    onPress: () => onReply(message),
    testID: 'message-menu-reply',
  };
  const { replyToId } = message;
  const answered: MenuItem[] = replyToId === null ? [] : [toAnswered(() => onJumpTo(replyToId))];
  const edit: MenuItem = {
    icon: 'pencil',
    label: 'Edit',
    onPress: () => onEdit(message),
    testID: 'message-menu-edit',
  };
  const unsend: MenuItem = {
    icon: 'trash',
    label: 'Unsend',
    tone: 'negative',
    onPress: () => onUnsend(message),
    testID: 'message-menu-unsend',
  };
  const copy: MenuItem = {
    icon: 'copy',
    label: COPY,
    onPress: () => void copyContent(message),
    testID: 'message-menu-copy',
  };
  const items = [
    ...(mayReply(message) ? [reply] : []),
    ...answered,
    copy,
    ...(mayEdit(message) ? [edit] : []),
    ...(mayUnsend(message) ? [unsend] : []),
  ];
  return <Menu title={summaryOf(message, peer)} items={items} at={at} onClose={onClose} />;
}

function toAnswered(onPress: () => void): MenuItem {
  return { icon: 'arrowUp', label: 'Show what it answers', onPress, testID: 'message-menu-answered' };
}

/** Whether there is anything to be done with it. */
export function hasMenu({ content, deletedAt }: ThreadMessage): boolean {
  return content !== null && deletedAt === null;
}

async function copyContent({ content }: ThreadMessage): Promise<void> {
  const text = await copyText(content ?? '');
  if (text !== undefined) showToast({ text });
}
