import type { ThreadMessage } from '@duet/chat-client';
import type { Person } from '@duet/contract';
import { useState } from 'react';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { summaryOf } from './preview.ts';

/** Says what arrives while the conversation is open; pages of older messages and own ones are not news. */
export function Announcer({ messages, peer }: { messages: readonly ThreadMessage[]; peer: Person }) {
  const styles = useStyles();
  const newest = messages.findLast(({ mine }) => !mine);
  const [seqAtOpening] = useState(newest?.seq ?? 0);
  const news = newest && (newest.seq ?? 0) > seqAtOpening ? newest : undefined;
  return (
    <Text style={styles.unseen} role="status" aria-live="polite">
      {news ? `${news.type === 'system' ? '' : `${peer.name}: `}${summaryOf(news, peer)}` : ''}
    </Text>
  );
}

const useStyles = themed(() => ({
  unseen: { position: 'absolute', width: 1, height: 1, overflow: 'hidden', opacity: 0.01 },
}));
