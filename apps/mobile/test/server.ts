import { API_PREFIX, ERRORS, ROUTES, type ErrorCode, type Route } from '@duet/contract';
import { ALICE, id } from '../../../packages/chat-client/src/facts.fixture.ts';

/** Who is signed in. */
export const alice = {
  id: ALICE,
  name: 'Alice',
  timeZone: 'UTC',
  email: 'alice@duet.example',
  roles: ['customer'],
  settings: { readReceipts: true, showPresence: true },
};

/** The body of an answer, or what makes it of the request's. */
type Answer = Record<string, unknown> | ((body: never) => unknown);

const NOTHING_NEW = {
  'GET /sync': {
    reset: false,
    cursor: 'start',
    epoch: id('e0'),
    hasMore: false,
    conversations: [],
    bookings: [],
  },
  'GET /unread-count': { unreadCount: 0 },
};

/**
 * Stands in for the server at REST, by method and path; anything else is not found. Sockets find nobody, as where a
 * network lets none through.
 */
export function serve(given: Record<string, Answer>): void {
  const answers: Record<string, Answer> = { ...NOTHING_NEW, ...given };
  globalThis.fetch = (async (url: string, { method, body }: RequestInit) => {
    const call = `${method} ${new URL(url).pathname.slice(API_PREFIX.length)}`;
    const by = answers[call];
    if (by === undefined) return refusal('not_found');
    const sent: unknown = typeof body === 'string' ? JSON.parse(body) : undefined;
    const answer = typeof by === 'function' ? by(sent as never) : by;
    return Response.json(answer, { status: statusOf(call) });
  }) as typeof fetch;
}

/** From now on, until somebody serves. */
export function loseNetwork(): void {
  globalThis.fetch = () => Promise.reject(new TypeError('Network request failed'));
}

function statusOf(call: string): number {
  const matches = ({ method, path }: Route) =>
    new RegExp(`^${method} ${path.replaceAll(/:\w+/g, '[^/]+')}$`).test(call);
  return Object.values<Route>(ROUTES).find(matches)!.status;
}

function refusal(code: ErrorCode): Response {
  const { http, ...rest } = ERRORS[code];
  return Response.json({ error: { code, requestId: 'r', ...rest } }, { status: http });
}
