import type { ConversationView } from '@duet/chat-client';
import type { Message, Person } from '@duet/contract';
import { useState } from 'react';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import type { Words } from '../../words/en.ts';
import { useWords } from '../../words/useWords.ts';
import { summaryOf } from './preview.ts';

/** Says what arrives while the conversation is open; what was there before and own messages are not news. */
export function Announcer({ conversation }: { conversation: ConversationView }) {
  const styles = useStyles();
  const words = useWords();
  const { lastMessage, lastSeq, me, peer } = conversation;
  const [seqAtOpening] = useState(lastSeq);
  const isNews = lastMessage && lastMessage.senderRole !== me.role && lastMessage.seq > seqAtOpening;
  return (
    <Text style={styles.unseen} role="status" aria-live="polite">
      {isNews && newsOf(lastMessage, peer.user, words)}
    </Text>
  );
}

function newsOf(message: Message, peer: Person, words: Words): string {
  const summary = summaryOf(message, peer, words);
  return message.type === 'system' ? summary : words.message.from(peer.name, summary);
}

const useStyles = themed(() => ({
  unseen: { position: 'absolute', width: 1, height: 1, overflow: 'hidden', opacity: 0.01 },
}));
