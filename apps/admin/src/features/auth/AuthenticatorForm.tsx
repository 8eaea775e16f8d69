import type { SecondFactorEnrolment } from '@duet/contract';
import { lazy, Suspense, useState } from 'react';
import { readForm } from '../../lib/useFilters.ts';
import { CodeField } from './CodeField.tsx';
import { FormEnd } from './FormEnd.tsx';
import { signInFault } from './signInFault.ts';

const QrCode = lazy(() => import('./QrCode.tsx'));

interface Props {
  begun: SecondFactorEnrolment;
  error: Error | null;
  isPending: boolean;
  onCode: (code: string) => void;
}

/** What an authenticator reads, and where its first code is entered. */
export function AuthenticatorForm({ begun: { uri, secret }, error, isPending, onCode }: Props) {
  const [missing, setMissing] = useState(false);
  const fault = missing ? 'Enter the code that your authenticator shows.' : error && signInFault(error);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const { code } = readForm(event.currentTarget, ['code']);
        setMissing(code === undefined);
        if (code !== undefined) onCode(code);
      }}
    >
      <p>Let your authenticator read this picture.</p>
      <Suspense fallback={<div className="qr" />}>
        <QrCode text={uri} label="What your authenticator reads; the same stands below as text" />
      </Suspense>
      <p className="soft">
        If it cannot, enter this key:{' '}
        <code data-testid="secret">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
      <CodeField label="The code it shows now" autoFocus />
      <FormEnd fault={fault} isPending={isPending} label="Turn it on" />
    </form>
  );
}
