interface Props {
  /** What is wrong with what was entered, or why it was not taken. */
  fault: string | null | undefined;
  isPending: boolean;
  /** What the button says. */
  label: string;
}

/** The end of a form that is sent: what went wrong, and the way on. */
export function FormEnd({ fault, isPending, label }: Props) {
  return (
    <>
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      <button type="submit" className="button primary" disabled={isPending}>
        {isPending ? 'One moment …' : label}
      </button>
    </>
  );
}
