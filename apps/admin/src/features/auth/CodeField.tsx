import { Field } from '../../ui/Field.tsx';

/** Where the code of an authenticator is entered, or a recovery code. */
export function CodeField({ label, autoFocus = false }: { label: string; autoFocus?: boolean }) {
  return (
    <Field label={label}>
      {(control) => (
        <input
          {...control}
          name="code"
          className="code"
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
          autoFocus={autoFocus}
          required
        />
      )}
    </Field>
  );
}
