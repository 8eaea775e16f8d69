import type { QueuedReport, ReportOutcome } from '@duet/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../lib/api.ts';
import { Failure, Loading, messageOf, Note } from '../../ui/Notes.tsx';
import { Page } from '../../ui/Page.tsx';
import { useMay } from '../auth/session.ts';
import { ChatViewer } from '../chat-viewer/ChatViewer.tsx';
import '../conversations/conversation.css';
import { addOpening, useOpening } from '../conversations/useOpening.ts';
import { DecideDialog } from './DecideDialog.tsx';
import { ReportFacts } from './ReportFacts.tsx';

const VERBS: readonly [ReportOutcome, string][] = [
  ['dismissed', 'Dismiss'],
  ['warned', 'Warn'],
  ['suspended', 'Suspend'],
];

/** One report: who, whom and why; under its own case what was written; and what is decided. */
export function ReportPage({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ['reports', 'one', id],
    queryFn: async () => (await call('overseeReport', { params: { id } })).report,
  });
  const { data: report } = query;
  return (
    <Page
      title={report ? `A report of ${report.reported.name}` : 'Report'}
      className="conversation"
      actions={report && <Verbs report={report} />}
    >
      {query.isPending && <Loading />}
      {query.error && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {report && <Opened report={report} />}
    </Page>
  );
}

/** What can be decided, once. */
function Verbs({ report }: { report: QueuedReport }) {
  const [deciding, setDeciding] = useState<ReportOutcome>();
  const mayDecide = useMay('act');
  if (!mayDecide || report.decision) return null;
  return (
    <div className="chips">
      {VERBS.map(([outcome, verb]) => (
        <button key={outcome} type="button" className="button" onClick={() => setDeciding(outcome)}>
          {verb}
        </button>
      ))}
      {deciding && <DecideDialog report={report} outcome={deciding} onClose={() => setDeciding(undefined)} />}
    </div>
  );
}

/** A report and, once it is opened and for as long as it is, what was written around it. */
function Opened({ report }: { report: QueuedReport }) {
  const mayOpen = useMay('open');
  const client = useQueryClient();
  const open = useMutation({
    mutationFn: () => call('openReport', { params: { id: report.id } }),
    onSuccess: ({ opening }) => addOpening(client, opening),
    // What was read is not kept for a page that is gone.
    gcTime: 0,
  });
  const { opening } = useOpening(report.conversationId, mayOpen);
  const opened = open.data?.opening.id === opening?.id ? open.data : undefined;
  const isOver = open.data !== undefined && !opened;
  return (
    <>
      <ReportFacts report={report} note={opened?.note ?? null} />
      {opened && (
        <ChatViewer
          key={opened.opening.id}
          opening={opened.opening}
          conversation={opened.conversation}
          // Where it is the newest, that is where the messages begin anyway.
          begin={report.seq === opened.conversation.lastSeq ? undefined : (report.seq ?? undefined)}
        />
      )}
      {!opened && !mayOpen && (
        <Note
          title="What was written stays closed"
          text="Your role finds reports. Reading what they are about takes an investigator or an owner."
        />
      )}
      {!opened && mayOpen && (
        <Note
          title={isOver ? 'The time is up' : 'What was written is closed'}
          text="It opens for 30 minutes, under a case that is this report. That is written down for good; the two people notice nothing."
        >
          <button
            type="button"
            className="button primary"
            disabled={open.isPending}
            onClick={() => open.mutate()}
          >
            {isOver ? 'Open it again' : 'Open what was written'}
          </button>
          {open.error && (
            <p className="fault" role="alert">
              {messageOf(open.error)}
            </p>
          )}
        </Note>
      )}
    </>
  );
}
