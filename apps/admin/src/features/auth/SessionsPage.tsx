import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { deviceName } from '../../lib/deviceName.ts';
import { Chip } from '../../ui/Chip.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { Failure, Loading, messageOf } from '../../ui/Notes.tsx';
import { Page } from '../../ui/Page.tsx';
import { Link } from 'wouter';
import { useSession, useSignOut } from './session.ts';

const SESSIONS = ['own-sessions'];

/** Where the administrator is signed in to the dashboard. */
export function SessionsPage() {
  const client = useQueryClient();
  const signOut = useSignOut();
  const { secondFactor } = useSession();
  const sessions = useQuery({ queryKey: SESSIONS, queryFn: () => call('listAdminSessions') });
  const end = useMutation({
    mutationFn: async ({ id, current }: { id: string; current: boolean }) => {
      if (current) await signOut();
      else await call('endAdminSession', { params: { id } });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: SESSIONS }),
  });
  return (
    <Page title="Your sessions">
      <section className="card own-factor" data-testid="own-factor">
        <p>
          {secondFactor.since === null ? (
            'You sign in by your password alone.'
          ) : (
            <>
              You sign in with a second factor, since <Moment at={secondFactor.since} />. Recovery codes left:{' '}
              {secondFactor.recoveryCodes}.
            </>
          )}
        </p>
        <Link className="button" href="/second-factor">
          {secondFactor.since === null ? 'Set up a second factor' : 'Replace it'}
        </Link>
      </section>
      <p className="soft">A session ends eight hours after you signed in, and with a new password.</p>
      {end.error && (
        <p className="fault" role="alert">
          {messageOf(end.error)}
        </p>
      )}
      {sessions.isPending && <Loading rows={2} />}
      {sessions.error && <Failure error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.data && (
        <table className="table" data-testid="own-sessions">
          <thead>
            <tr>
              <th scope="col">Browser</th>
              <th scope="col">Signed in</th>
              <th scope="col">Ends</th>
              <th scope="col">
                <span className="unseen">What can be done</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions.data.sessions.map(({ id, device, createdAt, expiresAt, current }) => (
              <tr key={id}>
                <td data-label="Browser" title={device}>
                  <span>
                    {deviceName(device)} {current && <Chip label="This one" tone="positive" />}
                  </span>
                </td>
                <td data-label="Signed in">
                  <Moment at={createdAt} />
                </td>
                <td data-label="Ends">
                  <Moment at={expiresAt} />
                </td>
                <td data-label="">
                  <button
                    type="button"
                    className="button"
                    disabled={end.isPending}
                    onClick={() => end.mutate({ id, current })}
                  >
                    {current ? 'Sign out' : 'End'}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Page>
  );
}
