import { ERRORS, type ErrorObject } from '@duet/contract';

/**
 * Why a request was not answered with a success: the server's own error object, or `network` when no understandable
 * answer came, so that the request may or may not have been carried out. Branch on `code` and `retryable`.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly #object: ErrorObject;

  constructor(object: ErrorObject, options?: ErrorOptions) {
    super(object.message, options);
    this.#object = object;
  }

  /** A code of the contract's error table, one of a newer server, or `network`. */
  get code(): string {
    return this.#object.code;
  }

  /** Whether the same request may succeed later without being changed. */
  get retryable(): boolean {
    return this.#object.retryable;
  }

  get retryAfterMs(): number | undefined {
    return this.#object.retryAfterMs;
  }

  /** Finds the request in the server's log; empty when none answered. */
  get requestId(): string {
    return this.#object.requestId;
  }

  get details(): ErrorObject['details'] {
    return this.#object.details;
  }

  toObject(): ErrorObject {
    return this.#object;
  }
}

/** No answer, or none that could be understood. */
export function networkError(cause?: unknown): ApiError {
  const message = 'The server could not be reached.';
  return new ApiError({ code: 'network', message, retryable: true, requestId: '' }, { cause });
}

/** The answer to a request made without a session. */
export function signedOutError(): ApiError {
  const message = 'Sign in first.';
  return new ApiError({ code: 'auth_required', message, retryable: false, requestId: '' });
}

/** What the server would answer to a message whose booking is known here to have changed. */
export function bookingChangedError(): ApiError {
  const { message, retryable } = ERRORS.booking_changed;
  return new ApiError({ code: 'booking_changed', message, retryable, requestId: '' });
}

/** An image that nobody may see, or not any more. */
export function imageNotFoundError(): ApiError {
  const { message, retryable } = ERRORS.image_not_found;
  return new ApiError({ code: 'image_not_found', message, retryable, requestId: '' });
}

/** Where images are kept, this one is not taken. */
export function uploadRefusedError(cause: unknown): ApiError {
  const message = 'The picture was not taken.';
  return new ApiError({ code: 'upload_refused', message, retryable: false, requestId: '' }, { cause });
}

/** Whether the same request may succeed later. One whose token expired once more, though renewed, is of this kind. */
export function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.retryable || error.code === 'token_expired');
}

const SESSION_ENDS = new Set(['auth_required', 'token_invalid', 'session_revoked', 'refresh_invalid']);

/** Whether this answer means that the session is over. */
export function endsSession(error: unknown): boolean {
  return error instanceof ApiError && SESSION_ENDS.has(error.code);
}
