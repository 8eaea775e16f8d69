import type { ReactNode } from 'react';
import { ApiError, codeOf, isPassing } from '../lib/api.ts';

/** A state of a page or a list, in words: nothing there, not allowed, over. */
export function Note({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="note">
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </div>
  );
}

/** Something is on its way. */
export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <div className="skeletons" role="status">
      <span className="unseen">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="skeleton" aria-hidden />
      ))}
    </div>
  );
}

const TITLES: Readonly<Record<string, string>> = {
  network: 'No connection',
  forbidden: 'Your role does not allow this',
  rate_limited: 'Too much at once',
  audit_unavailable: 'Nothing can be shown for now',
  validation_failed: 'That cannot be looked for',
};

/** What was asked for did not come. */
export function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const title = TITLES[codeOf(error) ?? ''] ?? 'That did not work';
  return (
    <div role="alert">
      <Note title={title} text={messageOf(error)}>
        {isPassing(error) && (
          <button type="button" className="button" onClick={onRetry}>
            Try again
          </button>
        )}
        {error instanceof ApiError && error.requestId !== '' && (
          <p className="faint">Request {error.requestId}</p>
        )}
      </Note>
    </div>
  );
}

/** An error as a sentence for people. */
export function messageOf(error: unknown): string {
  return error instanceof ApiError ? error.message : 'Something went wrong in this page. Load it again.';
}
