import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { codeOf } from '../../lib/api.ts';
import { readForm } from '../../lib/useFilters.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { messageOf } from '../../ui/Notes.tsx';
import { SignInAgain } from './SignInAgain.tsx';

const FIELDS = ['caseId', 'reason'] as const;
type Faults = Partial<Record<(typeof FIELDS)[number], string>>;

const FAULTS: Readonly<Record<(typeof FIELDS)[number], string>> = {
  caseId: 'Name the case as it is called elsewhere, such as D-1042.',
  reason: 'Say why, in a sentence: ten characters at least.',
};

/** A schema of the contract. */
interface Schema<T> {
  safeParse(
    input: unknown,
  ):
    | { success: true; data: T }
    | { success: false; error: { issues: readonly { path: readonly PropertyKey[] }[] } };
}

interface Props<T> {
  title: string;
  text: string;
  /** What the button says that does it. */
  confirm: string;
  kind?: 'primary' | 'danger';
  /** Whether it is done under a case. */
  underCase: 'always' | 'perhaps' | 'no';
  schema: Schema<T>;
  act: (grounds: T) => Promise<unknown>;
  onClose: () => void;
}

/** Asks under which case and why, before something is done that is written down; then it is done. */
export function GroundsDialog<T>({
  title,
  text,
  confirm,
  kind = 'primary',
  underCase,
  schema,
  act,
  onClose,
}: Props<T>) {
  const [faults, setFaults] = useState<Faults>({});
  const acting = useMutation({ mutationFn: act, onSuccess: onClose });
  const submit = (form: HTMLFormElement) => {
    const parsed = schema.safeParse(readForm(form, FIELDS));
    setFaults(parsed.success ? {} : toFaults(parsed.error.issues));
    if (parsed.success) acting.mutate(parsed.data);
  };
  const { variables: said } = acting;
  const isStale = codeOf(acting.error) === 'sign_in_stale';
  return (
    <Dialog title={title} onClose={onClose}>
      {isStale && said !== undefined && <SignInAgain onSignedIn={() => acting.mutate(said)} />}
      <form
        noValidate
        hidden={isStale}
        onSubmit={(event) => {
          event.preventDefault();
          submit(event.currentTarget);
        }}
      >
        <p className="soft">{text}</p>
        {underCase !== 'no' && (
          <Field label={underCase === 'always' ? 'Case' : 'Case (if there is one)'} fault={faults.caseId}>
            {(control) => <input {...control} name="caseId" maxLength={40} autoComplete="off" />}
          </Field>
        )}
        <Field label="Reason" fault={faults.reason}>
          {(control) => <textarea {...control} name="reason" rows={3} maxLength={1_000} />}
        </Field>
        {acting.error && (
          <p className="fault" role="alert">
            {messageOf(acting.error)}
          </p>
        )}
        <div className="actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className={`button ${kind}`} disabled={acting.isPending}>
            {acting.isPending ? 'One moment …' : confirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function toFaults(issues: readonly { path: readonly PropertyKey[] }[]): Faults {
  const wrong = FIELDS.filter((field) => issues.some(({ path }) => path[0] === field));
  return Object.fromEntries(wrong.map((field) => [field, FAULTS[field]]));
}
