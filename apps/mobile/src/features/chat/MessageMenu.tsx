import type { ThreadMessage } from '@duet/chat-client';
import type { Person } from '@duet/contract';
import { COPY, copyText } from '../../lib/copyText';
import { Menu, type MenuItem, type Point } from '../../ui/Menu.tsx';
import { showToast } from '../../ui/toast.ts';
import { summaryOf } from './preview.ts';

interface Props {
  message: ThreadMessage;
  peer: Person;
  at: Point;
  onClose: () => void;
}

/** What can be done with a message. */
export function MessageMenu({ message, peer, at, onClose }: Props) {
  return <Menu title={summaryOf(message, peer)} items={itemsOf(message)} at={at} onClose={onClose} />;
}

/** Whether there is anything to be done with it. */
export function hasMenu({ content, deletedAt }: ThreadMessage): boolean {
  return content !== null && deletedAt === null;
}

function itemsOf({ content }: ThreadMessage): MenuItem[] {
  const copy = async () => {
    const text = await copyText(content ?? '');
    if (text !== undefined) showToast({ text });
  };
  return [{ icon: 'copy', label: COPY, onPress: () => void copy(), testID: 'message-copy' }];
}
