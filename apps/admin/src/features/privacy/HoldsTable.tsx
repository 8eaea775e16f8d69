import { liftInput, type Hold } from '@duet/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { call } from '../../lib/api.ts';
import { GroundsDialog } from '../auth/GroundsDialog.tsx';
import { Moment } from '../../ui/Moment.tsx';

/** The legal holds that last. */
export function HoldsTable({ holds }: { holds: readonly Hold[] }) {
  const client = useQueryClient();
  const [lifting, setLifting] = useState<Hold>();
  return (
    <>
      <table className="table" data-testid="holds">
        <thead>
          <tr>
            <th scope="col">On</th>
            <th scope="col">Case</th>
            <th scope="col">Since</th>
            <th scope="col">
              <span className="unseen">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {holds.map((hold) => (
            <tr key={hold.id}>
              <td data-label="On">
                <Link href={`/people/${hold.person.id}`}>
                  <bdi>{hold.person.name}</bdi>
                </Link>
              </td>
              <td data-label="Case">{hold.caseId}</td>
              <td data-label="Since">
                <Moment at={hold.placedAt} />
              </td>
              <td data-label="">
                <button type="button" className="button" onClick={() => setLifting(hold)}>
                  Lift
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {lifting && (
        <GroundsDialog
          title={`Lift the hold on ${lifting.person.name}?`}
          text="What was approved to be erased, and waited for the hold, is erased then."
          confirm="Lift the hold"
          kind="danger"
          underCase="no"
          schema={liftInput}
          act={async (body) => {
            await call('liftHold', { params: { id: lifting.id }, body });
            await client.invalidateQueries({ queryKey: ['privacy'] });
          }}
          onClose={() => setLifting(undefined)}
        />
      )}
    </>
  );
}
