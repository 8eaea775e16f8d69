import type { ConversationView } from '@duet/chat-client';
import { useMarkRead, useUpdateConversation } from '@duet/chat-react';
import { Menu, type MenuItem, type Point } from '../../ui/Menu.tsx';
import { showToast } from '../../ui/toast.ts';

interface Props {
  conversation: ConversationView;
  at: Point;
  onClose: () => void;
  /** Set where the conversation is open: it is left when it is put aside. */
  onPutAside?: () => void;
}

/** What can be done with a conversation, for the viewer alone. */
export function ConversationMenu({ conversation, at, onClose, onPutAside }: Props) {
  const { id, me, peer, lastSeq } = conversation;
  const update = useUpdateConversation();
  const markRead = useMarkRead(id);

  const archive = (archived: boolean) => update.mutate(id, { archived });
  const items: MenuItem[] = [
    me.unreadCount > 0 || me.markedUnread
      ? {
          icon: 'check',
          label: 'Mark as read',
          onPress: () => {
            if (me.markedUnread) update.mutate(id, { markedUnread: false });
            markRead(lastSeq);
          },
          testID: 'conversation-mark-read',
        }
      : {
          icon: 'unread',
          label: 'Mark as unread',
          onPress: () => {
            update.mutate(id, { markedUnread: true });
            onPutAside?.();
          },
          testID: 'conversation-mark-unread',
        },
    me.archivedAt === null
      ? {
          icon: 'archive',
          label: 'Archive',
          onPress: () => {
            archive(true);
            onPutAside?.();
            showToast({ text: 'Conversation archived', undo: () => archive(false) });
          },
          testID: 'conversation-archive',
        }
      : {
          icon: 'unarchive',
          label: 'Move to chats',
          onPress: () => {
            archive(false);
            showToast({ text: 'Conversation moved to chats', undo: () => archive(true) });
          },
          testID: 'conversation-unarchive',
        },
  ];
  return <Menu title={peer.user.name} items={items} at={at} onClose={onClose} />;
}
