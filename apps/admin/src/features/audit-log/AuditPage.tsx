import type { AuditAction, AuditOutcome } from '@duet/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { startOfDay } from '../../lib/moments.ts';
import { useFilters } from '../../lib/useFilters.ts';
import { MoreButton } from '../../ui/MoreButton.tsx';
import { Failure, Loading, Note } from '../../ui/Notes.tsx';
import { Page } from '../../ui/Page.tsx';
import { AUDIT_FIELDS, AuditFilterForm, type AuditFilters } from './AuditFilterForm.tsx';
import { AuditTable } from './AuditTable.tsx';
import { ExportButton } from './ExportButton.tsx';
import './audit.css';

/** What administrators did: who looked at what, why and when. */
export function AuditPage() {
  const [filters, setFilters] = useFilters(AUDIT_FIELDS);
  const log = useInfiniteQuery({
    queryKey: ['audit', filters],
    queryFn: ({ pageParam }) =>
      call('listAuditEntries', { query: { ...toQuery(filters), cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // The log grows while one is elsewhere, and by being read.
    staleTime: 0,
  });
  const entries = log.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Page title="Audit log" actions={<ExportButton query={toQuery(filters)} />}>
      <p className="soft">
        What administrators asked for, written down before it was done. Reading it is an entry too.
      </p>
      <AuditFilterForm filters={filters} onChange={setFilters} />
      {log.isPending && <Loading />}
      {log.error && <Failure error={log.error} onRetry={() => void log.refetch()} />}
      {log.data && entries.length === 0 && (
        <Note title="No entry fits" text="Take a filter away, or choose another time." />
      )}
      {entries.length > 0 && (
        <AuditTable entries={entries} onNarrow={(narrower) => setFilters({ ...filters, ...narrower })} />
      )}
      <MoreButton label="Show earlier entries" query={log} />
    </Page>
  );
}

function toQuery({ action, outcome, from, until, ...others }: AuditFilters) {
  return {
    ...others,
    // What an address says that is none of these, the server refuses.
    action: action as AuditAction | undefined,
    outcome: outcome as AuditOutcome | undefined,
    from: from && startOfDay(from),
    until: until && startOfDay(until, 1),
  };
}
