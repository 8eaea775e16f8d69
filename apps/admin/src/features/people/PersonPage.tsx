import type { OverseenPerson, OverseenSession } from '@duet/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { call } from '../../lib/api.ts';
import { deviceName } from '../../lib/deviceName.ts';
import { serverNow } from '../../lib/serverClock.ts';
import { Chip } from '../../ui/Chip.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { Failure, Loading } from '../../ui/Notes.tsx';
import { Page } from '../../ui/Page.tsx';
import { useMay } from '../auth/session.ts';
import { PersonStatus } from './PeoplePage.tsx';
import { PersonActions } from './PersonActions.tsx';
import { personKey } from './personKey.ts';

/** One person, their devices, and what can be done about them. */
export function PersonPage({ id }: { id: string }) {
  const query = useQuery({
    queryKey: personKey(id),
    queryFn: () => call('overseePerson', { params: { id } }),
  });
  const { data } = query;
  return (
    <Page title={data?.person.name ?? 'Person'}>
      {query.isPending && <Loading />}
      {query.error && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {data && (
        <>
          <Facts person={data.person} />
          <Actions person={data.person} />
          <h2>Devices</h2>
          <Sessions sessions={data.sessions} />
        </>
      )}
    </Page>
  );
}

function Facts({ person }: { person: OverseenPerson }) {
  return (
    <dl className="card facts" data-testid="person">
      <dt>Status</dt>
      <dd>
        <PersonStatus person={person} />
      </dd>
      <dt>E-mail address</dt>
      <dd>{person.email ?? 'None'}</dd>
      <dt>Roles</dt>
      <dd>{person.roles.join(', ')}</dd>
      <dt>Id</dt>
      <dd>{person.id}</dd>
      <dt>Id at the marketplace</dt>
      <dd>{person.externalId ?? 'None'}</dd>
      <dt>Time zone</dt>
      <dd>{person.timeZone}</dd>
      <dt>Last seen</dt>
      <dd>{person.lastSeenAt === null ? 'Never' : <Moment at={person.lastSeenAt} />}</dd>
      <dt>Since</dt>
      <dd>
        <Moment at={person.createdAt} />
      </dd>
    </dl>
  );
}

function Actions({ person }: { person: OverseenPerson }) {
  const mayAct = useMay('act');
  const mayAudit = useMay('audit');
  return (
    <div className="choices">
      <Link className="button" href={`/conversations?person=${person.id}`}>
        Conversations
      </Link>
      {mayAudit && (
        <Link className="button" href={`/audit?subjectId=${person.id}`}>
          What was done about them
        </Link>
      )}
      {mayAct && <PersonActions person={person} />}
    </div>
  );
}

const KINDS: Record<OverseenSession['kind'], string> = {
  app: 'App',
  dashboard: 'Dashboard',
  host: 'The marketplace’s app',
};

function Sessions({ sessions }: { sessions: readonly OverseenSession[] }) {
  if (sessions.length === 0) return <p className="soft">They have never signed in.</p>;
  return (
    <table className="table" data-testid="sessions">
      <caption>The latest fifty, those that have ended too</caption>
      <thead>
        <tr>
          <th scope="col">Device</th>
          <th scope="col">Where</th>
          <th scope="col">Signed in</th>
          <th scope="col">Last used</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <tr key={session.id}>
            <td data-label="Device" title={session.device}>
              {deviceName(session.device)}
            </td>
            <td data-label="Where">{KINDS[session.kind]}</td>
            <td data-label="Signed in">
              <Moment at={session.createdAt} />
            </td>
            <td data-label="Last used">
              <Moment at={session.renewedAt} />
            </td>
            <td data-label="State">
              <SessionState session={session} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function SessionState({ session: { endedAt, endedBy, expiresAt } }: { session: OverseenSession }) {
  if (endedAt !== null) {
    return (
      <span>
        <Chip label="Ended" tone="neutral" /> <Moment at={endedAt} />
        {endedBy !== null && <span className="faint"> {endedBy.replaceAll('_', ' ')}</span>}
      </span>
    );
  }
  if (Date.parse(expiresAt) < serverNow()) return <Chip label="Over" tone="neutral" />;
  return <Chip label="Signed in" tone="positive" />;
}
