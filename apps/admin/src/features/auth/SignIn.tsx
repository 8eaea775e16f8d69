import icon from '@duet/mobile/icon.svg';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, codeOf } from '../../lib/api.ts';
import { readForm } from '../../lib/useFilters.ts';
import { Field } from '../../ui/Field.tsx';
import { useTitle } from '../../ui/useTitle.ts';
import { CodeField } from './CodeField.tsx';
import { FormEnd } from './FormEnd.tsx';
import { beginSession, type SignedOut } from './session.ts';
import { signInFault } from './signInFault.ts';
import './auth.css';

const WHY: Readonly<Record<SignedOut, string>> = {
  never: 'For administrators. What you do here is written down.',
  left: 'You have signed out.',
  over: 'Your session has ended. Sign in again to go on.',
};

/** The door. */
export function SignIn({ why }: { why: SignedOut }) {
  const client = useQueryClient();
  const [missing, setMissing] = useState(false);
  const [asksCode, setAsksCode] = useState(false);
  const signIn = useMutation({
    mutationFn: (body: { email: string; password: string; code?: string | undefined }) =>
      call('adminSignIn', { body }),
    onSuccess: (session) => beginSession(client, session),
    // The field stays while a code is tried after a code.
    onError: (error) => {
      if (codeOf(error) === 'second_factor_required') setAsksCode(true);
    },
  });
  useTitle('Sign in');
  const submit = (form: HTMLFormElement) => {
    const { email, password, code } = readForm(form, ['email', 'password', 'code']);
    setMissing(email === undefined || password === undefined);
    if (email !== undefined && password !== undefined) signIn.mutate({ email, password, code });
  };
  const fault = missing
    ? 'Enter your e-mail address and your password.'
    : signIn.error && signInFault(signIn.error);
  return (
    <main className="alone">
      <div className="card sign-in">
        <p className="brand">
          <img src={icon} alt="" />
          Duet dashboard
        </p>
        <h1>Sign in</h1>
        <p className="soft" role="status">
          {WHY[why]}
        </p>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            submit(event.currentTarget);
          }}
        >
          <Field label="E-mail address">
            {(control) => <input {...control} name="email" type="email" autoComplete="username" required />}
          </Field>
          <Field label="Password">
            {(control) => (
              <input {...control} name="password" type="password" autoComplete="current-password" required />
            )}
          </Field>
          {asksCode && <CodeField label="Code of your authenticator, or a recovery code" autoFocus />}
          <FormEnd fault={fault} isPending={signIn.isPending} label="Sign in" />
        </form>
      </div>
    </main>
  );
}
