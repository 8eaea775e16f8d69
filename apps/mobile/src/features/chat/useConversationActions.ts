import type { ConversationView, OwnChange } from '@duet/chat-client';
import { useMarkRead, useMayPin, useUpdateConversation } from '@duet/chat-react';
import { LIMITS, MUTED_FOR_GOOD } from '@duet/contract';
import { timeOf } from '../../lib/dates.ts';
import { useMuted } from '../../lib/useTime.ts';
import type { MenuItem } from '../../ui/Menu.tsx';
import { showToast } from '../../ui/toast.ts';
import { useWords } from '../../words/useWords.ts';
import { askSafety } from '../safety/safetyQuestions.ts';

/** What can be done with a conversation now, for the viewer alone: its opposite, where it is done already. */
export interface ConversationActions {
  readonly reading: MenuItem;
  /** undefined for what is archived, which cannot be pinned. */
  readonly pinning: MenuItem | undefined;
  /** undefined while it is not muted. */
  readonly unmuting: MenuItem | undefined;
  /** For how long it may be muted; the last is until further notice. */
  readonly mutes: readonly MenuItem[];
  readonly archiving: MenuItem;
  readonly blocking: MenuItem;
  readonly reporting: MenuItem;
}

/** `onPutAside` is set where the conversation is open: it is left when it is put aside. */
export function useConversationActions(
  conversation: ConversationView,
  onPutAside?: () => void,
): ConversationActions {
  const { id, me, peer, lastSeq } = conversation;
  const { name } = peer.user;
  const all = useWords();
  const words = all.conversation;
  const { mutate } = useUpdateConversation();
  const markRead = useMarkRead(id);
  const mayPin = useMayPin(me.role);
  const muted = useMuted(me);

  const update = (change: OwnChange) => mutate(id, change);
  /** Changes it, says so, and offers to put it back. */
  const change = (to: OwnChange, text: string, back: OwnChange) => {
    update(to);
    showToast({ text, undo: () => update(back) });
  };
  const mute = (mutedUntil: string, text: string) =>
    change({ mutedUntil }, text, { mutedUntil: me.mutedUntil });

  return {
    reading:
      me.unreadCount > 0 || me.markedUnread
        ? {
            icon: 'check',
            label: words.markRead,
            onPress: () => {
              if (me.markedUnread) update({ markedUnread: false });
              markRead(lastSeq);
            },
            testID: 'conversation-mark-read',
          }
        : {
            icon: 'unread',
            label: words.markUnread,
            onPress: () => {
              update({ markedUnread: true });
              onPutAside?.();
            },
            testID: 'conversation-mark-unread',
          },

    pinning:
      me.archivedAt !== null
        ? undefined
        : me.pinnedAt === null
          ? {
              icon: 'pin',
              label: words.pin,
              onPress: () => {
                if (mayPin) update({ pinned: true });
                else showToast({ text: words.tooManyPinned(LIMITS.pinnedConversations) });
              },
              testID: 'conversation-pin',
            }
          : {
              icon: 'unpin',
              label: words.unpin,
              onPress: () => update({ pinned: false }),
              testID: 'conversation-unpin',
            },

    unmuting: muted
      ? {
          icon: 'bell',
          label: words.unmute,
          onPress: () => update({ mutedUntil: null }),
          testID: 'conversation-unmute',
        }
      : undefined,

    mutes: MUTES.map(({ hours, name, testID }) => ({
      icon: 'bellOff',
      label: words[name],
      testID,
      onPress: () => {
        if (hours === undefined) return mute(MUTED_FOR_GOOD, words.muted);
        const until = new Date(Date.now() + hours * HOUR).toISOString();
        mute(until, words.mutedUntil(timeOf(until, all)));
      },
    })),

    archiving:
      me.archivedAt === null
        ? {
            icon: 'archive',
            label: words.archive,
            onPress: () => {
              const back = { archived: false, pinned: me.pinnedAt !== null };
              change({ archived: true }, words.archived, back);
              onPutAside?.();
            },
            testID: 'conversation-archive',
          }
        : {
            icon: 'unarchive',
            label: words.unarchive,
            onPress: () => change({ archived: false }, words.unarchived, { archived: true }),
            testID: 'conversation-unarchive',
          },

    blocking: me.blocked
      ? {
          icon: 'block',
          label: all.safety.unblockName(name),
          onPress: () => change({ blocked: false }, all.safety.unblocked(name), { blocked: true }),
          testID: 'conversation-unblock',
        }
      : {
          icon: 'block',
          label: all.safety.blockName(name),
          onPress: () => askSafety({ kind: 'block', conversation }),
          testID: 'conversation-block',
        },

    reporting: {
      icon: 'flag',
      label: all.safety.reportName(name),
      onPress: () => askSafety({ kind: 'report', conversation }),
      testID: 'conversation-report',
    },
  };
}

const HOUR = 3_600_000;

const MUTES = [
  { hours: 1, name: 'muteHour', testID: 'conversation-mute-hour' },
  { hours: 8, name: 'muteDay', testID: 'conversation-mute-day' },
  { hours: undefined, name: 'muteForGood', testID: 'conversation-mute-for-good' },
] as const;
