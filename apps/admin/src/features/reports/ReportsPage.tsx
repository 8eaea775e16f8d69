import { reportQueue, type QueuedReport } from '@duet/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { call } from '../../lib/api.ts';
import { useFilters } from '../../lib/useFilters.ts';
import { reasonWords } from '../../lib/words.ts';
import { Moment } from '../../ui/Moment.tsx';
import { MoreButton } from '../../ui/MoreButton.tsx';
import { Failure, Loading, Note } from '../../ui/Notes.tsx';
import { Page } from '../../ui/Page.tsx';
import { Decision } from './Decision.tsx';

const STATES = { waiting: 'Waiting', decided: 'Decided' } as const;
type State = keyof typeof STATES;

/** What people have reported, and what the marketplace noticed itself; nothing of what was written. */
export function ReportsPage() {
  const [filters, setFilters] = useFilters(['state']);
  const state = reportQueue.state.safeParse(filters.state).data ?? 'waiting';
  const found = useInfiniteQuery({
    queryKey: ['reports', state],
    queryFn: ({ pageParam }) => call('listReportQueue', { query: { state, cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const reports = found.data?.pages.flatMap((page) => page.reports) ?? [];
  return (
    <Page title="Reports">
      <div className="chips" role="group" aria-label="Which reports">
        {(Object.keys(STATES) as State[]).map((one) => (
          <button
            key={one}
            type="button"
            className="button"
            aria-pressed={one === state}
            onClick={() => setFilters({ state: one })}
          >
            {STATES[one]}
          </button>
        ))}
      </div>
      {found.isPending && <Loading />}
      {found.error && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && reports.length === 0 && (
        <Note
          title={state === 'waiting' ? 'Nothing waits' : 'Nothing was decided yet'}
          text="What people report comes here, and so does whoever sends one text to very many."
        />
      )}
      {reports.length > 0 && <ReportTable reports={reports} state={state} />}
      <MoreButton label="Show more reports" query={found} />
    </Page>
  );
}

function ReportTable({ reports, state }: { reports: readonly QueuedReport[]; state: State }) {
  return (
    <table className="table" data-testid="reports">
      <caption>{state === 'waiting' ? 'The oldest first' : 'The latest first'}</caption>
      <thead>
        <tr>
          <th scope="col">Why</th>
          <th scope="col">Reported</th>
          <th scope="col">By</th>
          <th scope="col">When</th>
          {state === 'decided' && <th scope="col">Decision</th>}
        </tr>
      </thead>
      <tbody>
        {reports.map((report) => (
          <tr key={report.id}>
            <td data-label="Why">
              <Link href={`/reports/${report.id}`}>{reasonWords[report.reason]}</Link>
            </td>
            <td data-label="Reported">
              <span>
                <bdi>{report.reported.name}</bdi>{' '}
                {report.seq !== null && <span className="faint">message {report.seq}</span>}
              </span>
            </td>
            <td data-label="By">
              {report.reporter ? (
                <bdi>{report.reporter.name}</bdi>
              ) : (
                <span className="faint">the marketplace</span>
              )}
            </td>
            <td data-label="When">
              <Moment at={report.createdAt} />
            </td>
            {state === 'decided' && (
              <td data-label="Decision">
                <Decision of={report} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
