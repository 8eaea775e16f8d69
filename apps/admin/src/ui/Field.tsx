import { useId, type ReactElement } from 'react';

interface Control {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}

interface Props {
  label: string;
  /** What is wrong with what it holds. */
  fault?: string | undefined;
  children: (control: Control) => ReactElement;
}

/** A labelled control; `children` gets what binds it to its label and its fault. */
export function Field({ label, fault, children }: Props) {
  const id = useId();
  const faultId = `${id}-fault`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-invalid': fault !== undefined,
        'aria-describedby': fault === undefined ? undefined : faultId,
      })}
      {fault !== undefined && (
        <p id={faultId} className="fault">
          {fault}
        </p>
      )}
    </div>
  );
}
