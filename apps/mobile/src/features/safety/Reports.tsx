import { selectConversation } from '@duet/chat-client';
import { useChatState, useReports } from '@duet/chat-react';
import type { OwnReport } from '@duet/contract';
import { View } from 'react-native';
import { dayLabel } from '../../lib/dates.ts';
import { Chip } from '../../ui/Chip.tsx';
import { START } from '../../ui/startEdge';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { size, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { Section } from '../settings/Section.tsx';

/** What the person has reported, and what has become of it; nothing, where there is nothing. */
export function Reports() {
  const words = useWords().safety;
  const { reports } = useReports();
  if (reports.length === 0) return null;
  return (
    <Section title={words.ownReports} note={words.ownReportsNote}>
      {reports.map((report) => (
        <ReportRow key={report.id} report={report} />
      ))}
    </Section>
  );
}

function ReportRow({ report }: { report: OwnReport }) {
  const styles = useStyles();
  const all = useWords();
  const words = all.safety;
  const peer = useChatState(selectConversation, report.conversationId)?.peer.user;
  const { reason, state, messageId, createdAt } = report;
  return (
    <View style={styles.row} testID="own-report">
      <View style={styles.words}>
        <Text variant="label" numberOfLines={2} style={styles.start}>
          {messageId === null ? words.aPerson(peer?.name) : words.aMessage(peer?.name)}
        </Text>
        <Text variant="detail" color="inkSoft">
          {`${words.reasons[reason]} · ${dayLabel(createdAt, all)}`}
        </Text>
      </View>
      <Chip label={words.states[state]} tone={TONES[state]} />
    </View>
  );
}

const TONES = { open: 'caution', acted: 'positive', dismissed: 'neutral' } as const;

const useStyles = themed(() => ({
  row: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.m,
    minHeight: size.touch + space.l,
    paddingHorizontal: space.l,
    paddingVertical: space.s,
  },
  words: { flex: 1, minWidth: 0 },
  start: { textAlign: START },
}));
