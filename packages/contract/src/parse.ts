import type { z } from 'zod';
import { AppError, isErrorCode } from './errors.ts';
import { TIMERS } from './limits.ts';

/**
 * Parses input by its schema, or throws the `AppError` that says what is wrong: `unknown_field` for a key the schema
 * does not name, the code a text rule carries (see `text.ts`), else `validation_failed`.
 * `details.issues` holds paths and reasons, never the values.
 */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const { issues } = result.error;
  const details = {
    issues: issues.slice(0, 10).map((issue) => ({ path: issue.path.join('.'), reason: issue.message })),
  };
  if (issues.some((issue) => issue.code === 'unrecognized_keys')) {
    throw new AppError('unknown_field', { ...details, retryAfterMs: TIMERS.unknownFieldRetry });
  }
  const [first] = issues;
  const code: unknown = first?.code === 'custom' ? first.params?.['code'] : undefined;
  throw new AppError(issues.length === 1 && isErrorCode(code) ? code : 'validation_failed', details);
}
