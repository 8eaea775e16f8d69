import {
  API_PREFIX,
  errorObject,
  ROUTES,
  TIMERS,
  type Route,
  type RouteInput,
  type RouteName,
  type RouteResponse,
} from '@duet/contract';
import { ApiError, networkError } from './api-error.ts';
import type { Clock } from './clock.ts';

type Parts<N extends RouteName> = {
  [P in keyof RouteInput<N> as RouteInput<N>[P] extends undefined ? never : P]: RouteInput<N>[P];
};

/** What a route is called with: `params`, `query` and `body` as far as it has them, nothing when it has none. */
export type RouteArguments<N extends RouteName> = keyof Parts<N> extends never ? [] : [input: Parts<N>];

interface AnyInput {
  params?: Record<string, string>;
  query?: Record<string, string | undefined>;
  body?: unknown;
}

/** The part of the global `fetch` that is needed here. */
export type Fetch = (url: string, init: RequestInit) => Promise<Pick<Response, 'status' | 'json'>>;

/**
 * Calls one route and returns the parsed body of its success.
 *
 * Throws `ApiError` only: the server's error, or `network` when there was no answer in 10 s or none by the contract.
 */
export type Request = <N extends RouteName>(
  name: N,
  input: RouteArguments<N>,
  token?: string,
) => Promise<RouteResponse<N>>;

/** Requests to the API at `baseUrl`. */
export function requestsTo(baseUrl: string, { clock, fetch }: { clock: Clock; fetch: Fetch }): Request {
  const exchange = async (url: string, init: RequestInit): Promise<{ status: number; json: unknown }> => {
    const abort = new AbortController();
    const cancel = clock.after(TIMERS.ackTimeout, () => abort.abort());
    try {
      const response = await fetch(url, { ...init, signal: abort.signal });
      return { status: response.status, json: response.status === 204 ? {} : await response.json() };
    } catch (cause) {
      throw networkError(cause);
    } finally {
      cancel();
    }
  };

  return async <N extends RouteName>(name: N, input: RouteArguments<N>, token?: string) => {
    const route: Route = ROUTES[name];
    const { params = {}, query = {}, body } = (input[0] ?? {}) as AnyInput;
    const { status, json } = await exchange(baseUrl + API_PREFIX + address(route.path, params, query), {
      method: route.method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (status === route.status || status === route.alsoStatus) {
      const parsed = route.response.safeParse(json);
      if (parsed.success) return parsed.data as RouteResponse<N>;
      throw networkError(parsed.error);
    }
    const refused = errorObject.safeParse((json as { error?: unknown } | null)?.error);
    throw refused.success ? new ApiError(refused.data) : networkError(new Error(`HTTP ${status}`));
  };
}

function address(path: string, params: Record<string, string>, query: AnyInput['query'] = {}): string {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return pairs.length === 0 ? filled : `${filled}?${pairs.join('&')}`;
}
