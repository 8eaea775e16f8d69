import type { z } from 'zod';
import { adminSessionRoutes } from './routes/admin-session.ts';
import { auditRoutes } from './routes/audit.ts';
import { bookingRoutes } from './routes/booking.ts';
import { conversationRoutes } from './routes/conversation.ts';
import { healthRoutes } from './routes/health.ts';
import { imageRoutes } from './routes/image.ts';
import { integrationRoutes } from './routes/integration.ts';
import { messageRoutes } from './routes/message.ts';
import { overseenPeopleRoutes } from './routes/overseen-people.ts';
import { oversightRoutes } from './routes/oversight.ts';
import { packRoutes } from './routes/pack.ts';
import { privacyRoutes } from './routes/privacy.ts';
import { safetyRoutes } from './routes/safety.ts';
import { syncRoutes } from './routes/sync.ts';
import { userRoutes } from './routes/user.ts';
import type { Route } from './routes/route.ts';

export {
  ADMIN_ERRORS,
  API_PREFIX,
  COMMON_ROUTE_ERRORS,
  INTEGRATION_ERRORS,
  SESSION_ERRORS,
  type Route,
} from './routes/route.ts';

/** Every REST route by its name: a file for each feature in `routes/`. */
export const ROUTES = {
  ...userRoutes,
  ...conversationRoutes,
  ...messageRoutes,
  ...imageRoutes,
  ...bookingRoutes,
  ...syncRoutes,
  ...integrationRoutes,
  ...adminSessionRoutes,
  ...oversightRoutes,
  ...overseenPeopleRoutes,
  ...packRoutes,
  ...auditRoutes,
  ...privacyRoutes,
  ...safetyRoutes,
  ...healthRoutes,
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;
type RouteOf<N extends RouteName> = (typeof ROUTES)[N];
type Part<N extends RouteName, P extends string, K extends 'input' | 'output'> =
  RouteOf<N> extends Record<P, infer S extends z.ZodType>
    ? K extends 'input'
      ? z.input<S>
      : z.output<S>
    : undefined;

/** What a caller gives a route, before parsing. Query values are strings on the wire. */
export interface RouteInput<N extends RouteName> {
  params: Part<N, 'params', 'input'>;
  query: Part<N, 'query', 'input'>;
  body: Part<N, 'body', 'input'>;
}
/** What a handler gets, after parsing. */
export interface RouteParsed<N extends RouteName> {
  params: Part<N, 'params', 'output'>;
  query: Part<N, 'query', 'output'>;
  body: Part<N, 'body', 'output'>;
}
export type RouteResponse<N extends RouteName> = z.output<RouteOf<N>['response']>;
