import type { AdminSession, SecondFactorEnrolment } from '@duet/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { call } from '../../lib/api.ts';
import { Moment } from '../../ui/Moment.tsx';
import { Page } from '../../ui/Page.tsx';
import { AuthenticatorForm } from './AuthenticatorForm.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import { beginSession, useSession } from './session.ts';

/** Sets a second factor up, or another in its place: a password, what an authenticator reads, its first code, codes to keep. */
export function SecondFactorPage() {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const { secondFactor } = useSession();
  const [begun, setBegun] = useState<SecondFactorEnrolment>();
  const [kept, setKept] = useState<{ session: AdminSession; recoveryCodes: string[] }>();
  const begin = useMutation({
    mutationFn: (body: { password: string; code?: string | undefined }) =>
      call('beginSecondFactor', { body }),
    onSuccess: setBegun,
  });
  const confirm = useMutation({
    mutationFn: (body: { enrolment: string; code: string }) => call('confirmSecondFactor', { body }),
    onSuccess: setKept,
  });
  return (
    <Page title="Second factor">
      <div className="card second-factor">
        {kept ? (
          <RecoveryCodes
            codes={kept.recoveryCodes}
            onKept={() => {
              beginSession(client, kept.session);
              navigate('/sessions');
            }}
          />
        ) : begun ? (
          <AuthenticatorForm
            begun={begun}
            error={confirm.error}
            isPending={confirm.isPending}
            onCode={(code) => confirm.mutate({ enrolment: begun.enrolment, code })}
          />
        ) : (
          <>
            <p>
              With a second factor nobody signs in as you by your password alone: an authenticator, an app on
              your phone, shows a code that changes every 30 seconds.
            </p>
            {secondFactor.since !== null ? (
              <p className="soft">
                You have had one since <Moment at={secondFactor.since} />. Another takes its place, and your
                other sessions end.
              </p>
            ) : (
              secondFactor.required && <p role="status">This server demands one. Set it up to go on.</p>
            )}
            <PasswordForm
              withCode={secondFactor.since !== null}
              error={begin.error}
              isPending={begin.isPending}
              onSubmit={begin.mutate}
            />
          </>
        )}
      </div>
    </Page>
  );
}
