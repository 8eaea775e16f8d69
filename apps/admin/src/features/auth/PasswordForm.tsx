import { useState } from 'react';
import { readForm } from '../../lib/useFilters.ts';
import { Field } from '../../ui/Field.tsx';
import { CodeField } from './CodeField.tsx';
import { FormEnd } from './FormEnd.tsx';
import { signInFault } from './signInFault.ts';

interface Props {
  /** There is a second factor already, of which a code is asked for. */
  withCode: boolean;
  error: Error | null;
  isPending: boolean;
  onSubmit: (shown: { password: string; code?: string | undefined }) => void;
}

/** Whoever changes how they sign in shows again that it is they. */
export function PasswordForm({ withCode, error, isPending, onSubmit }: Props) {
  const [missing, setMissing] = useState(false);
  const fault = missing ? 'Enter your password.' : error && signInFault(error);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const { password, code } = readForm(event.currentTarget, ['password', 'code']);
        setMissing(password === undefined);
        if (password !== undefined) onSubmit({ password, code });
      }}
    >
      <Field label="Your password">
        {(control) => (
          <input {...control} name="password" type="password" autoComplete="current-password" required />
        )}
      </Field>
      {withCode && <CodeField label="Code of the authenticator you have now" />}
      <FormEnd fault={fault} isPending={isPending} label="Go on" />
    </form>
  );
}
