import { adminPermissions, holdInput, personActionInput, type OverseenPerson } from '@duet/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../lib/api.ts';
import { GroundsDialog } from '../auth/GroundsDialog.tsx';
import { personKey } from './personKey.ts';

type Action = 'signOut' | 'resetSecondFactor' | 'suspend' | 'readmit' | 'hold' | 'export' | 'erasure';

/** What can be done about a person. Each is asked about, for a reason, and written down. */
export function PersonActions({ person }: { person: OverseenPerson }) {
  const [asking, setAsking] = useState<Action>();
  const isSuspended = person.suspendedAt !== null;
  const isAdministrator = adminPermissions(person.roles).length > 0;
  const actions: [Action, string][] = [
    ['signOut', 'Sign out everywhere'],
    ...(isAdministrator ? [['resetSecondFactor', 'Reset the second factor'] as [Action, string]] : []),
    isSuspended ? ['readmit', 'Take the suspension back'] : ['suspend', 'Suspend'],
    ['hold', 'Place a legal hold'],
    ['export', 'Propose an export'],
    ['erasure', 'Propose an erasure'],
  ];
  return (
    <>
      {actions.map(([action, label]) => (
        <button key={action} type="button" className="button" onClick={() => setAsking(action)}>
          {label}
        </button>
      ))}
      {asking && <Question person={person} action={asking} onClose={() => setAsking(undefined)} />}
    </>
  );
}

function Question({
  person: { id, name },
  action,
  onClose,
}: {
  person: OverseenPerson;
  action: Action;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const params = { id };
  const afterwards = async (done: Promise<unknown>) => {
    await done;
    await client.invalidateQueries({ queryKey: personKey(id) });
    await client.invalidateQueries({ queryKey: ['privacy'] });
  };
  switch (action) {
    case 'suspend':
    case 'readmit':
    case 'signOut':
    case 'resetSecondFactor': {
      const { title, route, ...asked } = ACTS[action];
      return (
        <GroundsDialog
          {...asked}
          title={title(name)}
          underCase="perhaps"
          schema={personActionInput}
          act={(body) => afterwards(call(route, { params, body }))}
          onClose={onClose}
        />
      );
    }
    case 'hold':
      return (
        <GroundsDialog
          title={`Place a legal hold on ${name}?`}
          text="Nothing that they have written, and nothing that was written to them, is erased until the hold is lifted, under Privacy."
          confirm="Place the hold"
          underCase="always"
          schema={holdInput}
          act={(body) => afterwards(call('holdPerson', { params, body }))}
          onClose={onClose}
        />
      );
    case 'export':
    case 'erasure':
      return (
        <GroundsDialog
          title={action === 'export' ? `Export all of ${name}?` : `Erase all of ${name}?`}
          text={
            action === 'export'
              ? 'All that there is of them, their conversations among it, as files. Another administrator has to approve it, under Privacy.'
              : 'Their name, words and images go for good; the places of their messages and what others wrote stay. Another administrator has to approve it, under Privacy.'
          }
          confirm="Propose it"
          kind={action === 'erasure' ? 'danger' : 'primary'}
          underCase="always"
          schema={holdInput}
          act={(grounds) =>
            afterwards(call('proposeForPerson', { params, body: { kind: action, ...grounds } }))
          }
          onClose={onClose}
        />
      );
  }
}

interface Act {
  title: (name: string) => string;
  text: string;
  confirm: string;
  kind?: 'danger';
  route: 'suspendPerson' | 'readmitPerson' | 'signPersonOut' | 'resetSecondFactor';
}

/** What is done to a person at once, for a reason. */
const ACTS: Readonly<Record<'suspend' | 'readmit' | 'signOut' | 'resetSecondFactor', Act>> = {
  suspend: {
    title: (name) => `Suspend ${name}?`,
    text: 'They are signed out everywhere at once and cannot sign in again until the suspension is taken back. Their conversations stay as they are.',
    confirm: 'Suspend',
    kind: 'danger',
    route: 'suspendPerson',
  },
  readmit: {
    title: (name) => `Take back the suspension of ${name}?`,
    text: 'They can sign in again at once.',
    confirm: 'Take it back',
    route: 'readmitPerson',
  },
  signOut: {
    title: (name) => `Sign ${name} out everywhere?`,
    text: 'All their devices are signed out at once. They can sign in again with their password.',
    confirm: 'Sign out everywhere',
    kind: 'danger',
    route: 'signPersonOut',
  },
  resetSecondFactor: {
    title: (name) => `Reset the second factor of ${name}?`,
    text: 'They are signed out everywhere, and their password alone signs them in until they have set up another. Make sure that it is they who ask.',
    confirm: 'Reset it',
    kind: 'danger',
    route: 'resetSecondFactor',
  },
};
