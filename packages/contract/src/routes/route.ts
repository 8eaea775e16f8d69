import { z } from 'zod';
import type { AdminPermission } from '../admin.ts';
import type { ErrorCode } from '../errors.ts';
import { cursor, uuid } from '../ids.ts';
import { LIMITS, type RateName } from '../limits.ts';

/**
 * One REST route. `access: 'session'` needs a person's live session, `'admin'` an administrator's (see `ADMIN_COOKIE`),
 * `'integration'` a key of the host marketplace's servers, `'public'` nothing.
 */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Under `API_PREFIX`; `:name` marks a parameter. */
  path: string;
  summary: string;
  access: 'public' | 'session' | 'admin' | 'integration';
  /** What an administrator must be allowed to do; without one, every administrator may. */
  permission?: AdminPermission;
  /** Only for an administrator who has signed in lately: `LIMITS.freshSignInMs`. */
  freshSignIn?: boolean;
  /** Also for an administrator who has yet to set up the second factor that the server demands. */
  beforeSecondFactor?: boolean;
  /** See `RATES`. */
  rate: RateName;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** The status of a success; `response` is its body. */
  status: 200 | 201 | 204;
  /** A second success of the same body (201 for "made", 200 for "was there"). */
  alsoStatus?: 200;
  response: z.ZodType;
  /** Codes beside `COMMON_ROUTE_ERRORS`. */
  errors: readonly ErrorCode[];
}

export const API_PREFIX = '/api/v1';

/** Errors any route may answer. */
export const COMMON_ROUTE_ERRORS = [
  'bad_request',
  'bad_json',
  'validation_failed',
  'unknown_field',
  'method_not_allowed',
  'request_timeout',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'internal',
  'busy',
  'database_unavailable',
] as const satisfies readonly ErrorCode[];

/** Errors any route that needs a session may answer. */
export const SESSION_ERRORS = [
  'auth_required',
  'token_invalid',
  'token_expired',
  'session_revoked',
  'identity_unavailable',
] as const satisfies readonly ErrorCode[];

/** Errors any route of the dashboard may answer; `not_found` where it has a host name of its own. */
export const ADMIN_ERRORS = [
  ...SESSION_ERRORS,
  'forbidden',
  'second_factor_missing',
  'not_found',
  'csrf_invalid',
  'audit_unavailable',
] as const satisfies readonly ErrorCode[];

/** Errors any route of the integration API may answer; `not_found` when it is not switched on. */
export const INTEGRATION_ERRORS = ['key_invalid', 'not_found'] as const satisfies readonly ErrorCode[];

/** The path names a thing by its id. */
export const idParam = z.strictObject({ id: uuid });
/** How many a page may hold. */
export const limit = z
  .string()
  .regex(/^\d{1,4}$/, 'limit')
  .transform(Number)
  .pipe(z.number().int().min(1).max(LIMITS.pageMax))
  .optional();
/** What every page by key takes. */
export const page = { cursor: cursor.optional(), limit };
/** An answer without a body. */
export const none = z.object({});

/** What a route answers for a conversation that is none of the caller’s. */
export const ofConversation = ['conversation_not_found'] as const;
