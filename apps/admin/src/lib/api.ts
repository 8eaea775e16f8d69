import {
  ApiError,
  endsSession,
  isPassing,
  requestsTo,
  systemClock,
  type RouteArguments,
} from '@duet/chat-client';
import { CSRF_HEADER, type RouteName, type RouteResponse } from '@duet/contract';
import { learnTime } from './serverClock.ts';

let csrfToken: string | undefined;

/** Of the session that is open; every request carries it. The cookie goes along by itself. */
export function setCsrfToken(token: string | undefined): void {
  csrfToken = token;
}

const request = requestsTo('', {
  clock: systemClock,
  fetch: async (url, init) => {
    const headers = new Headers(init.headers);
    if (csrfToken !== undefined) headers.set(CSRF_HEADER, csrfToken);
    const askedAt = Date.now();
    const response = await fetch(url, { ...init, headers });
    learnTime(response.headers, askedAt);
    return response;
  },
});

/** Calls a route of the contract. Throws `ApiError` only. */
export function call<N extends RouteName>(name: N, ...input: RouteArguments<N>): Promise<RouteResponse<N>> {
  return request(name, input);
}

/** What went wrong, as a code of the contract, or `network`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof ApiError ? error.code : undefined;
}

export { ApiError, endsSession, isPassing };
