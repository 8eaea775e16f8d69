/** A fault only the operator can mend. The message is one whole sentence; it is shown as it is, without a stack. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}
