import type { ConversationView, OwnChange } from '@duet/chat-client';
import { useMarkRead, useMayPin, useUpdateConversation } from '@duet/chat-react';
import { LIMITS, MUTED_FOR_GOOD } from '@duet/contract';
import { useState } from 'react';
import { timeOf } from '../../lib/dates.ts';
import { useMuted } from '../../lib/useTime.ts';
import { Menu, type MenuItem, type Point } from '../../ui/Menu.tsx';
import { showToast } from '../../ui/toast.ts';

interface Props {
  conversation: ConversationView;
  at: Point;
  onClose: () => void;
  /** Set where the conversation is open: it is left when it is put aside. */
  onPutAside?: () => void;
  /** Set where the conversation is open: shows its photos. */
  onPhotos?: () => void;
}

/** What can be done with a conversation, for the viewer alone. */
export function ConversationMenu({ conversation, at, onClose, onPutAside, onPhotos }: Props) {
  const { id, me, peer, lastSeq } = conversation;
  const { mutate } = useUpdateConversation();
  const markRead = useMarkRead(id);
  const mayPin = useMayPin(me.role);
  const muted = useMuted(me);
  const [isMuting, setMuting] = useState(false);

  const update = (change: OwnChange) => mutate(id, change);
  /** Changes it, says so, and offers to put it back. */
  const change = (to: OwnChange, text: string, back: OwnChange) => {
    update(to);
    showToast({ text, undo: () => update(back) });
  };
  const mute = (mutedUntil: string, text: string) =>
    change({ mutedUntil }, text, { mutedUntil: me.mutedUntil });

  if (isMuting) {
    const items = MUTES.map(({ hours, ...item }): MenuItem => {
      const onPress = () => {
        if (hours === undefined) return mute(MUTED_FOR_GOOD, 'Conversation muted');
        const until = new Date(Date.now() + hours * HOUR).toISOString();
        mute(until, `Conversation muted until ${timeOf(until)}`);
      };
      return { icon: 'bellOff', ...item, onPress };
    });
    return <Menu key="mute" title={peer.user.name} items={items} at={at} onClose={onClose} />;
  }

  const reading: MenuItem =
    me.unreadCount > 0 || me.markedUnread
      ? {
          icon: 'check',
          label: 'Mark as read',
          onPress: () => {
            if (me.markedUnread) update({ markedUnread: false });
            markRead(lastSeq);
          },
          testID: 'conversation-mark-read',
        }
      : {
          icon: 'unread',
          label: 'Mark as unread',
          onPress: () => {
            update({ markedUnread: true });
            onPutAside?.();
          },
          testID: 'conversation-mark-unread',
        };

  const pinning: MenuItem =
    me.pinnedAt === null
      ? {
          icon: 'pin',
          label: 'Pin',
          onPress: () => {
            if (mayPin) update({ pinned: true });
            else showToast({ text: `${LIMITS.pinnedConversations} are pinned already. Unpin one first.` });
          },
          testID: 'conversation-pin',
        }
      : {
          icon: 'unpin',
          label: 'Unpin',
          onPress: () => update({ pinned: false }),
          testID: 'conversation-unpin',
        };

  const muting: MenuItem = muted
    ? {
        icon: 'bell',
        label: 'Unmute',
        onPress: () => update({ mutedUntil: null }),
        testID: 'conversation-unmute',
      }
    : {
        icon: 'bellOff',
        label: 'Mute…',
        leadsOn: true,
        onPress: () => setMuting(true),
        testID: 'conversation-mute',
      };

  const archiving: MenuItem =
    me.archivedAt === null
      ? {
          icon: 'archive',
          label: 'Archive',
          onPress: () => {
            change({ archived: true }, 'Conversation archived', {
              archived: false,
              pinned: me.pinnedAt !== null,
            });
            onPutAside?.();
          },
          testID: 'conversation-archive',
        }
      : {
          icon: 'unarchive',
          label: 'Move to chats',
          onPress: () => change({ archived: false }, 'Conversation moved to chats', { archived: true }),
          testID: 'conversation-unarchive',
        };

  const photos: MenuItem[] = onPhotos
    ? [{ icon: 'photo', label: 'Photos', onPress: onPhotos, testID: 'conversation-photos' }]
    : [];

  // What is archived cannot be pinned.
  const own = me.archivedAt === null ? [reading, pinning, muting, archiving] : [reading, muting, archiving];
  const items = [...photos, ...own];
  return <Menu key="all" title={peer.user.name} items={items} at={at} onClose={onClose} />;
}

const HOUR = 3_600_000;

const MUTES = [
  { hours: 1, label: 'Mute for an hour', testID: 'conversation-mute-hour' },
  { hours: 8, label: 'Mute for 8 hours', testID: 'conversation-mute-day' },
  { hours: undefined, label: 'Mute until I unmute it', testID: 'conversation-mute-for-good' },
] as const;
