import { z } from 'zod';

/**
 * Every error Duet answers on purpose. `http` is the REST status; `retryable` says whether the same request may
 * succeed later without being changed. Clients branch on `code` and `retryable`, never on the text.
 */
export const ERRORS = {
  bad_request: { http: 400, retryable: false, message: 'That is no request this server can read.' },
  bad_json: { http: 400, retryable: false, message: 'The body is not valid JSON.' },
  validation_failed: { http: 400, retryable: false, message: 'Some of the input is missing or malformed.' },
  unknown_field: { http: 400, retryable: true, message: 'The input has a field this server does not know.' },
  empty: { http: 400, retryable: false, message: 'The message is empty.' },
  too_long: { http: 400, retryable: false, message: 'The message is too long.' },
  too_many_marks: { http: 400, retryable: false, message: 'The text stacks too many combining marks.' },
  bad_text: { http: 400, retryable: false, message: 'The text contains characters that cannot be stored.' },
  seq_ahead: { http: 400, retryable: false, message: 'That position is past the end of the conversation.' },
  auth_required: { http: 401, retryable: false, message: 'Sign in first.' },
  token_invalid: { http: 401, retryable: false, message: 'The access token is not valid.' },
  token_expired: { http: 401, retryable: false, message: 'The access token has expired.' },
  session_revoked: { http: 401, retryable: false, message: 'This session has ended. Sign in again.' },
  invalid_credentials: {
    http: 401,
    retryable: false,
    message: 'The e-mail address or the password is wrong.',
  },
  second_factor_required: {
    http: 401,
    retryable: false,
    message: 'A code of your authenticator is needed as well.',
  },
  second_factor_invalid: {
    http: 401,
    retryable: false,
    message: 'That code is wrong, was used before, or came too late.',
  },
  refresh_invalid: { http: 401, retryable: false, message: 'The refresh token is not valid.' },
  key_invalid: { http: 401, retryable: false, message: 'The integration key is not valid.' },
  forbidden: { http: 403, retryable: false, message: 'Your role does not allow this.' },
  second_factor_missing: {
    http: 403,
    retryable: false,
    message: 'Set up a second factor first: this server demands one of administrators.',
  },
  sign_in_stale: {
    http: 403,
    retryable: false,
    message: 'You signed in more than an hour ago. Sign in again first.',
  },
  csrf_invalid: { http: 403, retryable: false, message: 'This request does not come from the dashboard.' },
  conflict_of_interest: {
    http: 403,
    retryable: false,
    message: 'You cannot do this to yourself, or to another administrator.',
  },
  tls_required: { http: 403, retryable: false, message: 'This server is spoken to over TLS only.' },
  origin_not_allowed: { http: 403, retryable: false, message: 'This origin is not allowed.' },
  signature_invalid: {
    http: 403,
    retryable: false,
    message: 'This address was not signed for that, or its time is up.',
  },
  not_found: { http: 404, retryable: false, message: 'There is nothing at this address.' },
  conversation_not_found: { http: 404, retryable: false, message: 'There is no such conversation.' },
  opening_not_found: {
    http: 404,
    retryable: false,
    message: 'You have not opened this conversation, or its time is up.',
  },
  message_not_found: { http: 404, retryable: false, message: 'There is no such message.' },
  booking_not_found: { http: 404, retryable: false, message: 'There is no such booking.' },
  user_not_found: { http: 404, retryable: false, message: 'There is no such person.' },
  session_not_found: { http: 404, retryable: false, message: 'There is no such session.' },
  pack_not_found: { http: 404, retryable: false, message: 'There is no such dispute pack.' },
  proposal_not_found: { http: 404, retryable: false, message: 'There is no such proposal.' },
  report_not_found: { http: 404, retryable: false, message: 'There is no such report.' },
  hold_not_found: { http: 404, retryable: false, message: 'There is no such hold.' },
  image_not_found: { http: 404, retryable: false, message: 'There is no such image.' },
  unknown_event: { http: 404, retryable: false, message: 'There is no such event.' },
  method_not_allowed: { http: 405, retryable: false, message: 'This address does not take that method.' },
  request_timeout: { http: 408, retryable: true, message: 'The request took too long to arrive.' },
  client_message_id_reused: {
    http: 409,
    retryable: false,
    message: 'This message id was used for another message.',
  },
  edit_too_late: { http: 409, retryable: false, message: 'This message can no longer be edited.' },
  unsend_too_late: { http: 409, retryable: false, message: 'This message can no longer be unsent.' },
  message_deleted: { http: 409, retryable: false, message: 'This message was unsent.' },
  booking_changed: { http: 409, retryable: false, message: 'The booking has changed since you wrote this.' },
  booking_transition_invalid: {
    http: 409,
    retryable: false,
    message: 'The booking cannot take that status now.',
  },
  booking_parties_fixed: {
    http: 409,
    retryable: false,
    message: 'A booking keeps its customer and its artist.',
  },
  booking_code_taken: { http: 409, retryable: false, message: 'Another booking has this code.' },
  report_decided: { http: 409, retryable: false, message: 'Somebody has decided on this report already.' },
  proposal_decided: { http: 409, retryable: false, message: 'Somebody has decided this already.' },
  too_many_pins: {
    http: 409,
    retryable: false,
    message: 'As many conversations are pinned as can be. Unpin one first.',
  },
  image_not_uploaded: { http: 409, retryable: false, message: 'This image has not been uploaded yet.' },
  conversation_closed: { http: 409, retryable: false, message: 'This conversation is closed.' },
  conversation_blocked: {
    http: 409,
    retryable: false,
    message: 'Messages are blocked in this conversation.',
  },
  payload_too_large: { http: 413, retryable: false, message: 'The request is too large.' },
  unsupported_media_type: { http: 415, retryable: false, message: 'Send JSON.' },
  image_type_unsupported: {
    http: 415,
    retryable: false,
    message: 'Images of this type are not taken: send JPEG, PNG, WebP or GIF.',
  },
  image_invalid: { http: 422, retryable: false, message: 'This is no image that can be shown.' },
  wrong_password: { http: 422, retryable: false, message: 'The current password is wrong.' },
  same_person: { http: 422, retryable: false, message: 'A conversation needs two different people.' },
  too_many_first_contacts: {
    http: 429,
    retryable: true,
    message: 'A new account opens so many conversations a day. Try again later.',
  },
  too_many_copies: {
    http: 429,
    retryable: false,
    message: 'This text went to many people already. Write to this one in words of their own.',
  },
  rate_limited: { http: 429, retryable: true, message: 'Too many requests. Try again shortly.' },
  headers_too_large: { http: 431, retryable: false, message: 'The request headers are too large.' },
  internal: { http: 500, retryable: true, message: 'Something went wrong on our side.' },
  identity_unavailable: {
    http: 503,
    retryable: true,
    message: 'Sign-ins cannot be checked for now. Try again shortly.',
  },
  busy: { http: 503, retryable: true, message: 'The server is busy. Try again shortly.' },
  conversation_busy: { http: 503, retryable: true, message: 'This conversation is busy. Try again shortly.' },
  storage_unavailable: {
    http: 503,
    retryable: true,
    message: 'Images cannot be reached for now. Try again shortly.',
  },
  audit_unavailable: {
    http: 503,
    retryable: true,
    message: 'What is not written down is not done. Try again shortly.',
  },
  database_unavailable: {
    http: 503,
    retryable: true,
    message: 'The database cannot be reached. Try again shortly.',
  },
} as const satisfies Record<string, { http: number; retryable: boolean; message: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** The one error object of REST (inside `{ error }`) and of acknowledgements (inside `{ ok: false, error }`). */
export const errorObject = z.object({
  code: z.string(),
  message: z.string(),
  retryable: z.boolean(),
  requestId: z.string(),
  retryAfterMs: z.number().int().nonnegative().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type ErrorObject = z.infer<typeof errorObject>;

/** What an `AppError` may carry beside its code. `details` must hold no content and no secret: clients see it. */
export interface AppErrorDetails {
  retryAfterMs?: number;
  [detail: string]: unknown;
}

/** The only error thrown on purpose. Anything else that is thrown is a fault and is answered as `internal`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: AppErrorDetails;

  constructor(code: ErrorCode, details: AppErrorDetails = {}, options?: ErrorOptions) {
    super(ERRORS[code].message, options);
    this.code = code;
    this.details = details;
  }

  /** The wire form of this error, under the id of the request that failed. */
  toObject(requestId: string): ErrorObject {
    const { retryAfterMs, ...details } = this.details;
    return {
      code: this.code,
      message: this.message,
      retryable: ERRORS[this.code].retryable,
      requestId,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(Object.keys(details).length === 0 ? {} : { details }),
    };
  }
}

/** True for a code this version of Duet knows. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code);
}
