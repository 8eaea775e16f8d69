import icon from '@duet/mobile/icon.svg';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, codeOf } from '../../lib/api.ts';
import { readForm } from '../../lib/useFilters.ts';
import { Field } from '../../ui/Field.tsx';
import { messageOf } from '../../ui/Notes.tsx';
import { useTitle } from '../../ui/useTitle.ts';
import { beginSession, type SignedOut } from './session.ts';
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
  const signIn = useMutation({
    mutationFn: (body: { email: string; password: string }) => call('adminSignIn', { body }),
    onSuccess: (session) => beginSession(client, session),
  });
  useTitle('Sign in');
  const submit = (form: HTMLFormElement) => {
    const { email, password } = readForm(form, ['email', 'password']);
    setMissing(email === undefined || password === undefined);
    if (email !== undefined && password !== undefined) signIn.mutate({ email, password });
  };
  const fault = missing
    ? 'Enter your e-mail address and your password.'
    : signIn.error && (codeOf(signIn.error) === 'invalid_credentials' ? NOT_LET_IN : messageOf(signIn.error));
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
          {fault && (
            <p className="fault" role="alert">
              {fault}
            </p>
          )}
          <button type="submit" className="button primary" disabled={signIn.isPending}>
            {signIn.isPending ? 'Signing in …' : 'Sign in'}
          </button>
        </form>
      </div>
    </main>
  );
}

const NOT_LET_IN = 'The e-mail address or the password is wrong, or this is no administrator.';
