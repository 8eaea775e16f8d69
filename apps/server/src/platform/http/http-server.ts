import { AppError, LIMITS, type RouteName } from '@duet/contract';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyHttpOptions,
  type FastifyInstance,
} from 'fastify';
import type { Logger } from 'pino';
import type { AdminAuthenticator, Authenticator } from '../actor.ts';
import { serveDocs } from '../docs/serve-docs.ts';
import type { ClientAddress, SecureTransport } from '../client-address.ts';
import type { Faults } from '../faults.ts';
import type { IntegrationKeys } from '../integration-keys.ts';
import type { Metrics } from '../metrics.ts';
import type { DiskStore } from '../objects/disk-store.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import { answerErrors, answerUnreadable, assertReadable, hangUp, sendError } from './errors.ts';
import { serveCspReports } from './csp-reports.ts';
import type { RouteHandlers } from './handlers.ts';
import { serveDiskObjects } from './disk-objects.ts';
import { acceptJsonOnly } from './json-body.ts';
import { serveOperations } from './operations.ts';
import { serveRoutes } from './routes.ts';
import {
  allowCrossOrigin,
  ONLY_OVER_TLS,
  SECURITY_HEADERS,
  STRONG_TLS,
  toSecurityHeaders,
} from './security.ts';
import { serveWebApps, type WebRoots } from './web-app.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The client's. */
    address: string;
  }
}

/** How long a request may take to arrive. Node looks every second, so that it is over within ten. */
const ARRIVAL_MS = 8_000;
/** And a request with an image in it, over a bad network. */
const UPLOAD_MS = 300_000;
/** A client that takes nothing of its answer, or holds a connection and says nothing, is cut after this long. */
const STILL_MS = 60_000;
const MAX_HEADER_BYTES = 16 * 1_024;
const SOCKET_PATH = '/socket.io/';

export interface HttpServerOptions {
  handlers: Partial<RouteHandlers<RouteName>>;
  authenticator: Authenticator;
  admins: AdminAuthenticator;
  adminOrigin: string | undefined;
  integrationKeys: IntegrationKeys;
  limiter: RateLimiter;
  /** Multiplies how long a request may take to arrive. */
  patienceFactor: number;
  allowedOrigins: readonly string[];
  clientAddress: ClientAddress;
  /** What TLS is ended with here; undefined: the listener is plain. */
  tls: { cert: string; key: string } | undefined;
  /** Whether a request may be answered at all, as to how it came; undefined: however it came. */
  isSecure: SecureTransport | undefined;
  /** Who is told the metrics. */
  mayMeasure: SecureTransport;
  webRoots: WebRoots;
  /** Objects that this server itself takes and serves, and their largest size; undefined: they are kept elsewhere. */
  diskObjects: { store: DiskStore; maxBytes: number } | undefined;
  /** Where else the app uploads to and loads images from. */
  objectOrigins: readonly string[];
  /** The one page that may show the app in a frame. */
  framedBy: string | undefined;
  /** Whether the contract is served for readers, at /docs. */
  docs: boolean;
  /** Rejects while requests cannot be served. */
  assertReady: () => Promise<void>;
  verifyOutput: boolean;
  log: Logger;
  metrics: Metrics;
  faults: Faults;
}

/** The HTTP side of the server, ready to listen: the API, the apps, and what operators ask for. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const { log, metrics, faults } = options;
  const headersTimeout = ARRIVAL_MS * options.patienceFactor;
  const requestTimeout = UPLOAD_MS * options.patienceFactor;
  const securityHeaders = {
    ...toSecurityHeaders(options),
    ...((options.tls ?? options.isSecure) && ONLY_OVER_TLS),
  };
  // Named by its lesser type, so that the instance is a plain FastifyInstance.
  const loggerInstance: FastifyBaseLogger = log;
  const listener = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout,
    requestTimeout,
    connectionsCheckingInterval: 1_000 * options.patienceFactor,
    // Whoever offers to go on in another protocol (curl does, with HTTP/2) is served in this one, but for sockets.
    shouldUpgradeCallback: ({ url }: IncomingMessage) => url?.startsWith(SOCKET_PATH) === true,
    // Node would answer without a body; `requireHost` does it our way.
    requireHostHeader: false,
  };
  // A listener with TLS is one without it for whoever is behind it, which Fastify's types do not say.
  const kind = (
    options.tls ? { https: { ...listener, ...STRONG_TLS, ...options.tls } } : { http: listener }
  ) as FastifyHttpOptions<Server>;
  const app = fastify({
    ...kind,
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    bodyLimit: LIMITS.payloadBytes,
    requestTimeout,
    connectionTimeout: STILL_MS * options.patienceFactor,
    // While it drains, a request on an open connection is served like any other.
    return503OnClosing: false,
    // An id of the host marketplace may be long, and percent-encoded three times as long.
    routerOptions: { maxParamLength: 3 * LIMITS.externalIdLength },
    clientErrorHandler: answerUnreadable,
    // An address that cannot be decoded names nothing; no hook has run by then.
    frameworkErrors: (error, request, reply) => {
      reply.headers(SECURITY_HEADERS).header('x-request-id', request.id);
      sendError(new AppError('not_found', {}, { cause: error }), request, reply, faults);
    },
  });
  acceptJsonOnly(app);
  answerErrors(app, faults);
  refuseOtherVersions(app);
  app.decorateRequest('address', '');
  app.addHook('onRequest', async (request, reply) => {
    request.address = options.clientAddress(request.raw);
    reply.headers(securityHeaders).header('x-request-id', request.id);
    if (request.routeOptions.config.route) reply.header('cache-control', 'no-store');
  });
  if (options.isSecure) requireSecure(app, options.isSecure);
  requireHost(app);
  limitArrival(app, headersTimeout);
  allowCrossOrigin(app, options.allowedOrigins);
  refuseUnknownWrites(app);
  letConnectionsEnd(app);
  observeRequests(app, metrics);
  serveOperations(app, {
    registry: metrics.registry,
    assertReady: options.assertReady,
    mayMeasure: options.mayMeasure,
  });
  await serveCspReports(app, { limiter: options.limiter, violations: metrics.cspViolations });
  serveRoutes(app, options.handlers, options);
  if (options.diskObjects)
    await serveDiskObjects(app, options.diskObjects.store, {
      ...options.diskObjects,
      limiter: options.limiter,
    });
  if (options.docs) await serveDocs(app);
  await serveWebApps(app, options.webRoots);
  return app;
}

/** Hung up on like anything that is no HTTP, so that there is one answer however the bytes were cut. */
function refuseOtherVersions(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    try {
      assertReadable(request.raw);
      done();
    } catch (error) {
      reply.hijack();
      hangUp(error as AppError, request.raw.socket);
    }
  });
}

/** What operators ask for has nothing of people in it, and is asked for from inside. */
function requireSecure(app: FastifyInstance, isSecure: SecureTransport): void {
  app.addHook('onRequest', async ({ raw, routeOptions }) => {
    if (!routeOptions.config.forOperators && !isSecure(raw)) throw new AppError('tls_required');
  });
}

/** HTTP/1.1 demands a Host. What a request may expect of us beside "go on" is ours to ignore. */
function requireHost(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw }) => {
    if (raw.httpVersion === '1.1' && raw.headers.host === undefined) throw new AppError('bad_request');
  });
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
}

/** Node knows one time for all requests, which is that of an upload; any other body has the time of its headers. */
function limitArrival(app: FastifyInstance, ms: number): void {
  app.addHook('onRequest', async ({ raw, routeOptions }) => {
    const hasBody =
      raw.headers['content-length'] !== undefined || raw.headers['transfer-encoding'] !== undefined;
    if (!hasBody || routeOptions.config.takesUploads) return;
    const timer = setTimeout(() => {
      if (!raw.destroyed && !raw.complete) hangUp(new AppError('request_timeout'), raw.socket);
    }, ms);
    timer.unref();
    raw.once('end', () => clearTimeout(timer));
  });
}

/** A path nobody serves is 404 whatever the body; without this, the body would be read and judged first. */
function refuseUnknownWrites(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (request.is404 && request.method !== 'GET' && request.method !== 'HEAD')
      throw new AppError('not_found');
  });
}

/** While the server closes, connections that were kept alive end with their answers; else they would hold it open. */
function letConnectionsEnd(app: FastifyInstance): void {
  let sweep: NodeJS.Timeout | undefined;
  app.addHook('preClose', async () => {
    sweep = setInterval(() => app.server.closeIdleConnections(), 100);
  });
  app.addHook('onSend', async (_request, reply) => {
    if (sweep) reply.header('connection', 'close');
  });
  app.addHook('onClose', async () => clearInterval(sweep));
}

function observeRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', async (request, reply) => {
    const { route } = request.routeOptions.config;
    const seconds = reply.elapsedTime / 1_000;
    const status = reply.statusCode;
    metrics.httpRequests.observe({ route: route ?? 'other', status }, seconds);
    const line = { route, method: request.method, status, seconds, address: request.address };
    if (route) request.log.info(line, 'request');
    else request.log.debug({ ...line, url: request.url }, 'request');
  });
}
