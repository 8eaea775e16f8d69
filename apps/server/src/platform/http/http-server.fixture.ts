import { AppError, type ErrorObject, type RouteName } from '@duet/contract';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { pino, type Logger } from 'pino';
import type { Actor, AdminAuthenticator, Authenticator } from '../actor.ts';
import { readClientAddress } from '../client-address.ts';
import { Faults } from '../faults.ts';
import { IntegrationKeys } from '../integration-keys.ts';
import { logFormat } from '../logger.ts';
import { createMetrics } from '../metrics.ts';
import { RateLimiter } from '../rate-limiter.ts';
import { withStatus, type RouteHandlers } from './handlers.ts';
import { createHttpServer, type HttpServerOptions } from './http-server.ts';

export const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const actor: Actor = { userId: ID, sessionId: ID, roles: ['customer'] };
export const bearer = { authorization: 'Bearer good' };

const authenticator: Authenticator = {
  authenticate: async (token) => {
    if (token !== 'good') throw new AppError('token_invalid');
    return actor;
  },
  checkSession: async (known) => known,
  findEndedSessions: async () => ({ ended: [], until: undefined }),
};

const admins: AdminAuthenticator = {
  authenticateAdmin: async () => {
    throw new AppError('token_invalid');
  },
  noteRefusal: async () => undefined,
};

const readState = { conversationId: ID, readSeq: 1, unreadCount: 0, lastSeq: 1, version: 1 };
const conversation = { id: ID } as never;
const handlers: Partial<RouteHandlers<RouteName>> = {
  login: async () => ({ accessToken: 'a', refreshToken: 'r', user: {} as never }),
  logout: async () => ({}),
  getUnreadCount: async () => ({ unreadCount: 3 }),
  getConversation: async () => {
    throw new AppError('conversation_not_found');
  },
  upsertHostUser: async () => ({ user: {} as never, applied: true }),
  createConversation: async () => withStatus(200, { conversation }),
  readConversation: async () => ({ readState }),
  listBookings: async () => {
    throw new Error('relation "secrets" does not exist');
  },
  getBooking: async () => {
    throw new AppError('database_unavailable', { retryAfterMs: 1_500 });
  },
};

const started: FastifyInstance[] = [];
/** For `afterEach`. */
export async function closeServers(): Promise<void> {
  await Promise.all(started.splice(0).map((app) => app.close()));
}

/** A server with a handful of handlers behind one good token. */
export async function startHttp(options: Partial<HttpServerOptions> & { lines?: string[] } = {}) {
  const { lines = [], ...rest } = options;
  const log: Logger = pino(logFormat('info'), { write: (line: string) => void lines.push(line) });
  const metrics = createMetrics();
  const app = await createHttpServer({
    handlers,
    authenticator,
    admins,
    adminOrigin: undefined,
    integrationKeys: new IntegrationKeys([]),
    limiter: new RateLimiter(1_000),
    patienceFactor: 1,
    allowedOrigins: ['https://app.example'],
    clientAddress: readClientAddress([]),
    tls: undefined,
    isSecure: undefined,
    mayMeasure: () => true,
    webRoots: { webRoot: undefined, adminRoot: undefined, adminOrigin: undefined },
    diskObjects: undefined,
    objectOrigins: [],
    framedBy: undefined,
    docs: false,
    assertReady: async () => undefined,
    verifyOutput: false,
    log,
    metrics,
    faults: new Faults(log, metrics),
    ...rest,
  });
  started.push(app);
  return { app, metrics, lines };
}

/** The error of an answer. */
export function errorOf(response: LightMyRequestResponse): ErrorObject {
  return response.json<{ error: ErrorObject }>().error;
}

/** A line of the log. */
export interface LogLine {
  msg: string;
  requestId: string;
  component?: string;
  userId?: string;
  err?: { stack?: string };
}

/** The log's line of a fault. */
export function faultIn(lines: readonly string[]): LogLine | undefined {
  return lines.map((text) => JSON.parse(text) as LogLine).find(({ msg }) => msg === 'fault');
}
