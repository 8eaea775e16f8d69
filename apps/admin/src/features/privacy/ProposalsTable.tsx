import { proposalDecision, type Proposal, type ProposalState } from '@duet/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { call } from '../../lib/api.ts';
import { fetchFile } from '../../lib/saveFile.ts';
import { Chip, type Tone } from '../../ui/Chip.tsx';
import { GroundsDialog } from '../auth/GroundsDialog.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { messageOf } from '../../ui/Notes.tsx';
import { useSession } from '../auth/session.ts';

const STATES: Record<ProposalState, { label: string; tone: Tone }> = {
  waiting: { label: 'Waits for a decision', tone: 'caution' },
  refused: { label: 'Refused', tone: 'neutral' },
  approved: { label: 'Approved', tone: 'settled' },
  done: { label: 'Done', tone: 'positive' },
};

/** Exports and erasures, the newest first. Who proposed one does not decide it. */
export function ProposalsTable({ proposals }: { proposals: readonly Proposal[] }) {
  const [deciding, setDeciding] = useState<{ proposal: Proposal; approve: boolean }>();
  const { administrator } = useSession();
  const files = useMutation({ mutationFn: saveFiles });
  return (
    <>
      {files.error && (
        <p className="fault" role="alert">
          {messageOf(files.error)}
        </p>
      )}
      <table className="table" data-testid="proposals">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Case</th>
            <th scope="col">Proposed</th>
            <th scope="col">State</th>
            <th scope="col">
              <span className="unseen">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {proposals.map((proposal) => (
            <tr key={proposal.id}>
              <td data-label="What">
                <span>
                  {proposal.kind === 'export' ? 'Export' : 'Erasure'} of{' '}
                  <Link href={`/people/${proposal.person.id}`}>
                    <bdi>{proposal.person.name}</bdi>
                  </Link>
                </span>
              </td>
              <td data-label="Case">{proposal.caseId}</td>
              <td data-label="Proposed">
                <span>
                  <Moment at={proposal.proposedAt} />
                  <br />
                  <span className="faint">
                    by <bdi>{proposal.proposedBy.name}</bdi>
                  </span>
                </span>
              </td>
              <td data-label="State">
                <State proposal={proposal} />
              </td>
              <td data-label="">
                <span className="chips">
                  {proposal.state === 'waiting' && proposal.proposedBy.id !== administrator.id && (
                    <>
                      <button
                        type="button"
                        className="button"
                        onClick={() => setDeciding({ proposal, approve: true })}
                      >
                        Approve
                      </button>
                      <button
                        type="button"
                        className="button"
                        onClick={() => setDeciding({ proposal, approve: false })}
                      >
                        Refuse
                      </button>
                    </>
                  )}
                  {proposal.filesUntil !== null && (
                    <button
                      type="button"
                      className="button"
                      disabled={files.isPending}
                      onClick={() => files.mutate(proposal.id)}
                    >
                      {proposal.files === 1 ? 'Download' : `Download ${proposal.files} files`}
                    </button>
                  )}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {deciding && <Decision {...deciding} onClose={() => setDeciding(undefined)} />}
    </>
  );
}

function State({ proposal }: { proposal: Proposal }) {
  const { state, conversations, conversationsDone, decidedBy, held, filesUntil } = proposal;
  return (
    <span>
      <Chip {...STATES[state]} /> {held && <Chip label="Held" tone="negative" />}
      <br />
      <span className="faint">
        {decidedBy && (
          <>
            by <bdi>{decidedBy.name}</bdi>{' '}
          </>
        )}
        {state === 'approved' && `${conversationsDone} of ${conversations} conversations `}
        {filesUntil !== null && (
          <>
            files until <Moment at={filesUntil} />
          </>
        )}
      </span>
    </span>
  );
}

function Decision({
  proposal: { id, kind, person },
  approve,
  onClose,
}: {
  proposal: Proposal;
  approve: boolean;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const what = `the ${kind} of ${person.name}`;
  return (
    <GroundsDialog
      title={approve ? `Approve ${what}?` : `Refuse ${what}?`}
      text={
        approve && kind === 'erasure'
          ? 'It is done at once and cannot be undone.'
          : 'Your decision is written down with your name and this reason.'
      }
      confirm={approve ? 'Approve' : 'Refuse'}
      kind={approve && kind === 'erasure' ? 'danger' : 'primary'}
      underCase="no"
      schema={proposalDecision.omit({ approve: true })}
      act={async ({ reason }) => {
        await call('decideProposal', { params: { id }, body: { approve, reason } });
        await client.invalidateQueries({ queryKey: ['privacy'] });
      }}
      onClose={onClose}
    />
  );
}

async function saveFiles(id: string): Promise<void> {
  const { files } = await call('listExportFiles', { params: { id } });
  files.forEach(({ url }, index) => fetchFile(url, `export-${index + 1}.tar.gz`));
}
