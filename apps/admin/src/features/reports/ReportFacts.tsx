import type { QueuedReport } from '@duet/contract';
import { Link } from 'wouter';
import { reasonWords } from '../../lib/words.ts';
import { Moment } from '../../ui/Moment.tsx';
import { Decision } from './Decision.tsx';

/** What is known of a report; `note` is what its author wrote, where that is open. */
export function ReportFacts({ report, note }: { report: QueuedReport; note: string | null }) {
  return (
    <details className="card about" open={window.innerWidth > 900}>
      <summary>About this report</summary>
      <dl className="facts" data-testid="report">
        <dt>Why</dt>
        <dd>{reasonWords[report.reason]}</dd>
        {note !== null && (
          <>
            <dt>In their words</dt>
            <dd className="content" dir="auto">
              {note}
            </dd>
          </>
        )}
        <dt>Reported</dt>
        <dd>
          <Link href={`/people/${report.reported.id}`}>
            <bdi>{report.reported.name}</bdi>
          </Link>
        </dd>
        <dt>By</dt>
        <dd>
          {report.reporter ? (
            <Link href={`/people/${report.reporter.id}`}>
              <bdi>{report.reporter.name}</bdi>
            </Link>
          ) : (
            'The marketplace noticed it'
          )}
        </dd>
        <dt>Message</dt>
        <dd>{report.seq === null ? 'None: the person is reported' : `#${report.seq}`}</dd>
        <dt>Where</dt>
        <dd>
          <Link href={`/conversations/${report.conversationId}`}>Their conversation</Link>
        </dd>
        <dt>When</dt>
        <dd>
          <Moment at={report.createdAt} />
        </dd>
        <dt>Decision</dt>
        <dd>
          <Decision of={report} />
        </dd>
      </dl>
    </details>
  );
}
