import type { ConversationView } from '@duet/chat-client';
import { useState } from 'react';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { summaryOf } from './preview.ts';

/** Says what arrives while the conversation is open; what was there before and own messages are not news. */
export function Announcer({ conversation }: { conversation: ConversationView }) {
  const styles = useStyles();
  const { lastMessage, lastSeq, me, peer } = conversation;
  const [seqAtOpening] = useState(lastSeq);
  const isNews = lastMessage && lastMessage.senderRole !== me.role && lastMessage.seq > seqAtOpening;
  return (
    <Text style={styles.unseen} role="status" aria-live="polite">
      {isNews
        ? `${lastMessage.type === 'system' ? '' : `${peer.user.name}: `}${summaryOf(lastMessage, peer.user)}`
        : ''}
    </Text>
  );
}

const useStyles = themed(() => ({
  unseen: { position: 'absolute', width: 1, height: 1, overflow: 'hidden', opacity: 0.01 },
}));
