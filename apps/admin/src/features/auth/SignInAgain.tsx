import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../../lib/api.ts';
import { PasswordForm } from './PasswordForm.tsx';
import { beginSession, useSession } from './session.ts';

/** Asks who signed in a while ago to do so again, and then goes on. */
export function SignInAgain({ onSignedIn }: { onSignedIn: () => void }) {
  const client = useQueryClient();
  const { administrator, secondFactor } = useSession();
  const signIn = useMutation({
    mutationFn: (shown: { password: string; code?: string | undefined }) =>
      call('adminSignIn', { body: { email: administrator.email, ...shown } }),
    onSuccess: (session) => {
      beginSession(client, session);
      onSignedIn();
    },
  });
  return (
    <>
      <p className="soft">
        You signed in more than an hour ago. Before this is done, show again that it is you.
      </p>
      <PasswordForm
        withCode={secondFactor.since !== null}
        error={signIn.error}
        isPending={signIn.isPending}
        onSubmit={signIn.mutate}
      />
    </>
  );
}
