import type { Draft } from '@duet/chat-client';
import { useTyping } from '@duet/chat-react';
import { Platform } from 'react-native';
import { useIsWide } from '../../ui/useIsWide.ts';
import { Composer } from './Composer.tsx';
import { useThread } from './threadContext.ts';

/** The composer of the conversation around. */
export function ThreadComposer({ onSend }: { onSend: (draft: Draft) => void }) {
  const { conversation, editing, editNewest, attach } = useThread();
  const { id, me, peer, status, contactPolicy } = conversation;
  const { onKeystroke, stop } = useTyping(id);
  const wide = useIsWide();
  return (
    <Composer
      conversationId={id}
      // A device's keyboard would cover what is to be read.
      autoFocus={Platform.OS === 'web' && wide}
      peer={peer.user}
      editing={editing}
      contactPolicy={contactPolicy}
      closed={
        status === 'closed' ? 'closed' : me.blocked ? 'blocked' : peer.blocked ? 'blockedByPeer' : undefined
      }
      onSend={onSend}
      onAttach={attach}
      onRecall={editNewest}
      onKeystroke={onKeystroke}
      onPause={stop}
    />
  );
}
