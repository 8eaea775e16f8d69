import { METHODS as NODE_METHODS } from 'node:http';
import { API_PREFIX, AppError, parseInput, ROUTES, type Route, type RouteName } from '@duet/contract';
import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { Logger } from 'pino';
import { z } from 'zod';
import { toCaller, type Actor, type AdminAuthenticator, type Authenticator } from '../actor.ts';
import { toNetwork } from '../client-address.ts';
import { assertConforms } from '../conformance.ts';
import { Encoded } from '../encoded.ts';
import { Gate } from '../gate.ts';
import type { IntegrationKeys } from '../integration-keys.ts';
import type { Caller, RateLimiter } from '../rate-limiter.ts';
import { adminGuard, hostGuard, permissionGuard } from './admin-guard.ts';
import { bearerToken } from './bearer-token.ts';
import { WithHeaders, WithStatus, type RouteHandlers } from './handlers.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route's name in the contract. */
    route?: RouteName;
  }
  interface FastifyRequest {
    actor: Actor | undefined;
    /** Whose rates it counts against. */
    caller: Caller;
  }
}

/** Any handler, where the loop over the table has lost which one it is. */
type Handler = (input: Record<'params' | 'query' | 'body', unknown>, context: object) => Promise<unknown>;

/**
 * How much is read over REST at once: so little that a crowd that comes back leaves connections to the database for
 * those who write. Who does not get a turn knows that soon.
 */
const READING = { atOnce: 6, patienceMs: 2_000 };

const JSON_TYPE = 'application/json; charset=utf-8';
const NOTHING = z.strictObject({}).optional();
/** All that Node can read; CONNECT asks for a proxy, and is closed on by Node itself. */
const METHODS = NODE_METHODS.filter((method) => method !== 'CONNECT');

/**
 * Serves the routes of the contract that have a handler: authenticates, limits, parses, calls (reads in turn), answers. The other methods of
 * their paths are answered 405. `verifyOutput` holds every answer against the contract, which costs time.
 */
export function serveRoutes(
  app: FastifyInstance,
  handlers: Partial<RouteHandlers<RouteName>>,
  options: {
    authenticator: Authenticator;
    admins: AdminAuthenticator;
    /** Where alone administrators are let in. */
    adminOrigin: string | undefined;
    integrationKeys: IntegrationKeys;
    limiter: RateLimiter;
    verifyOutput: boolean;
  },
): void {
  app.decorateRequest('actor', undefined);
  app.decorateRequest('caller');
  for (const method of METHODS) {
    if (!app.supportedMethods.includes(method)) app.addHttpMethod(method, { hasBody: true });
  }
  const reading = new Gate(READING);
  const guards: Record<Route['access'], onRequestAsyncHookHandler[]> = {
    public: [addressGuard],
    session: [sessionGuard(options.authenticator)],
    admin: [adminGuard(options.admins, options.authenticator)],
    integration: [keyGuard(options.integrationKeys)],
  };
  const methodsByPath = new Map<string, string[]>();

  for (const [name, handler] of Object.entries(handlers) as [RouteName, Handler][]) {
    const route: Route = ROUTES[name];
    const url = API_PREFIX + route.path;
    methodsByPath.set(url, [...(methodsByPath.get(url) ?? []), route.method]);
    app.route({
      method: route.method,
      url,
      config: { route: name },
      onRequest: [
        ...(route.path.startsWith('/admin/') ? [hostGuard(options.adminOrigin)] : []),
        ...guards[route.access],
        // Before the body is read.
        async (request) => options.limiter.take(route.rate, request.caller),
        ...(route.access === 'admin' ? [permissionGuard(options.admins, name)] : []),
      ],
      handler: async (request, reply) => {
        const input = {
          params: parseInput(route.params ?? NOTHING, request.params),
          query: parseInput(route.query ?? NOTHING, request.query),
          body: parseInput(route.body ?? NOTHING, request.body),
        };
        const handle = () => handler(input, toContext(request));
        const result = await (route.rate === 'read' ? reading.run(handle) : handle());
        const { status, headers, body } = toAnswer(route, result);
        const encoded = body instanceof Encoded;
        if (options.verifyOutput) assertConforms(route.response, encoded ? body.decode() : body, name);
        reply.headers(headers);
        if (encoded) return reply.code(status).type(JSON_TYPE).send(body.json);
        return reply.code(status).send(status === 204 ? undefined : body);
      },
    });
  }

  for (const [url, methods] of methodsByPath) {
    const allowed = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
    app.route({
      method: METHODS.filter((method) => !allowed.includes(method)),
      url,
      // Before the body is read: nobody is going to look at it.
      onRequest: async (_request, reply) => {
        reply.header('allow', allowed.join(', '));
        throw new AppError('method_not_allowed');
      },
      handler: async () => undefined,
    });
  }
}

function toAnswer(
  route: Route,
  result: unknown,
): { status: number; headers: Readonly<Record<string, string>>; body: unknown } {
  if (result instanceof WithStatus) return { status: result.status, headers: {}, body: result.body };
  if (result instanceof WithHeaders)
    return { status: route.status, headers: result.headers, body: result.body };
  return { status: route.status, headers: {}, body: result };
}

/** Whoever has no name yet is known by their address. */
async function addressGuard(request: FastifyRequest): Promise<void> {
  request.caller = { address: toNetwork(request.address) };
}

function sessionGuard(authenticator: Authenticator): onRequestAsyncHookHandler {
  return async (request) => {
    const token = bearerToken(request);
    if (token === undefined) throw new AppError('auth_required');
    request.actor = await authenticator.authenticate(token, request.headers['user-agent']);
    request.caller = toCaller(request.actor, request.address);
    request.log = request.log.child({ userId: request.actor.userId });
  };
}

function keyGuard(keys: IntegrationKeys): onRequestAsyncHookHandler {
  return async (request) => {
    const keyId = keys.identify(bearerToken(request));
    request.caller = { key: keyId };
    request.log = request.log.child({ keyId });
  };
}

function toContext(request: FastifyRequest) {
  return {
    requestId: request.id,
    actor: request.actor,
    log: request.log as Logger,
    address: request.address,
    userAgent: request.headers['user-agent'] ?? '',
  };
}
