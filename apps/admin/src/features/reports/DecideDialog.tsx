import { reportDecision, type QueuedReport, type ReportOutcome } from '@duet/contract';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { GroundsDialog } from '../auth/GroundsDialog.tsx';

interface Question {
  title: (name: string) => string;
  text: string;
  confirm: string;
}

const TOLD = 'Whoever made the report is told that something was done, and not what.';
const QUESTIONS: Readonly<Record<ReportOutcome, Question>> = {
  dismissed: {
    title: () => 'Dismiss this report?',
    text: 'Nothing is done, and whoever made the report is told so.',
    confirm: 'Dismiss it',
  },
  warned: {
    title: (name) => `Put down that ${name} was warned?`,
    text: `Write to them yourself, in words that name nobody. ${TOLD}`,
    confirm: 'They are warned',
  },
  suspended: {
    title: (name) => `Suspend ${name}?`,
    text: `They are signed out everywhere at once and cannot sign in again until the suspension is taken back. ${TOLD}`,
    confirm: 'Suspend them',
  },
};

interface Props {
  report: QueuedReport;
  outcome: ReportOutcome;
  onClose: () => void;
}

/** Asks why, and decides. */
export function DecideDialog({ report: { id, reported }, outcome, onClose }: Props) {
  const client = useQueryClient();
  const { title, text, confirm } = QUESTIONS[outcome];
  return (
    <GroundsDialog
      title={title(reported.name)}
      text={text}
      confirm={confirm}
      kind={outcome === 'suspended' ? 'danger' : 'primary'}
      underCase="no"
      schema={reportDecision.omit({ outcome: true })}
      act={async ({ reason }) => {
        await call('decideReport', { params: { id }, body: { outcome, reason } });
        await client.invalidateQueries({ queryKey: ['reports'] });
      }}
      onClose={onClose}
    />
  );
}
