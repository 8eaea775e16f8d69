/** PostgreSQL cannot run here. The message is one sentence for the person who started it; no stack is needed. */
export class LocalPostgresError extends Error {
  override readonly name = 'LocalPostgresError';
}

/** `EACCES: permission denied, mkdir '/x'` -> `permission denied`. Anything else stays as it is. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^E[A-Z]+: ([^,]+)/.exec(message)?.[1] ?? message;
}

/** Why PostgreSQL's programs say they gave up: the last such line of what they wrote. */
export function complaintIn(output: string): string | undefined {
  if (/No space left on device|Check free disk space/.test(output)) return 'the disk is full';
  return output.match(/(?<=(?:error|FATAL|PANIC): {1,2})(?!the database system is)\S.*/g)?.at(-1);
}
