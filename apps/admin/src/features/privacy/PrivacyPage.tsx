import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { Failure, Loading, Note } from '../../ui/Notes.tsx';
import { Page } from '../../ui/Page.tsx';
import { HoldsTable } from './HoldsTable.tsx';
import { ProposalsTable } from './ProposalsTable.tsx';

/** What is to be done with all that there is of a person: two administrators have to agree. */
export function PrivacyPage() {
  const proposals = useQuery({
    queryKey: ['privacy', 'proposals'],
    queryFn: async () => (await call('listProposals')).proposals,
  });
  const holds = useQuery({
    queryKey: ['privacy', 'holds'],
    queryFn: async () => (await call('listHolds')).holds,
  });
  return (
    <Page title="Privacy">
      <h2>Exports and erasures</h2>
      <p className="soft">
        Proposed on the page of a person, and done when another administrator has approved.
      </p>
      {proposals.isPending && <Loading rows={3} />}
      {proposals.error && <Failure error={proposals.error} onRetry={() => void proposals.refetch()} />}
      {proposals.data?.length === 0 && (
        <Note title="Nothing is proposed" text="Nobody waits for a decision." />
      )}
      {proposals.data && proposals.data.length > 0 && <ProposalsTable proposals={proposals.data} />}
      <h2>Legal holds</h2>
      <p className="soft">What concerns these people is not erased.</p>
      {holds.isPending && <Loading rows={2} />}
      {holds.error && <Failure error={holds.error} onRetry={() => void holds.refetch()} />}
      {holds.data?.length === 0 && <Note title="No holds" text="Nobody is under a legal hold." />}
      {holds.data && holds.data.length > 0 && <HoldsTable holds={holds.data} />}
    </Page>
  );
}
