import { ApiError, endsSession } from './api-error.ts';

/** A rolling deployment is over by then: a field that is still unknown will stay so. */
const UNKNOWN_FIELD_PATIENCE = 10 * 60_000;

/** Whether an older server met a field it does not know. */
export function isUnknownField(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'unknown_field';
}

/**
 * Whether the server will never take the message as it is. An answer about the session is not one about the message:
 * that waits until the person is back. `refusedSince` is when a field of it was first unknown.
 */
export function isFinal(error: unknown, refusedSince: number, now: number): error is ApiError {
  if (!(error instanceof ApiError)) return false;
  if (isUnknownField(error)) return now - refusedSince >= UNKNOWN_FIELD_PATIENCE;
  return !error.retryable && !endsSession(error) && error.code !== 'token_expired';
}
