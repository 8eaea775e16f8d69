import type { RouteName, RouteParsed, RouteResponse, ROUTES } from '@duet/contract';
import type { Logger } from 'pino';
import type { Actor, AdminActor } from '../actor.ts';
import type { Encoded } from '../encoded.ts';

type ActorOf<A> = A extends 'session' ? Actor : A extends 'admin' ? AdminActor : undefined;

/** What a handler knows beside its input. */
export interface RequestContext<N extends RouteName = RouteName> {
  readonly requestId: string;
  readonly actor: ActorOf<(typeof ROUTES)[N]['access']>;
  readonly log: Logger;
  /** The client's, as the network and trusted proxies tell it. */
  readonly address: string;
  readonly userAgent: string;
}

/** Handlers by the name of their route. A feature exports one such map. */
export type RouteHandlers<N extends RouteName> = {
  [K in N]: (
    input: RouteParsed<K>,
    context: RequestContext<K>,
  ) => Promise<
    | RouteResponse<K>
    | WithStatus<RouteResponse<K>>
    | WithHeaders<RouteResponse<K>>
    | Encoded<RouteResponse<K>>
  >;
};

/** A response with a status other than the route's own. Made by `withStatus`. */
export class WithStatus<T> {
  readonly status: 200 | 201;
  readonly body: T;

  constructor(status: 200 | 201, body: T) {
    this.status = status;
    this.body = body;
  }
}

/** Answers `body` with one of a route's two success statuses: 201 for "made", 200 for "was there". */
export function withStatus<T>(status: 200 | 201, body: T): WithStatus<T> {
  return new WithStatus(status, body);
}

/** A response with headers of its own. Made by `withHeaders`. */
export class WithHeaders<T> {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: T;

  constructor(headers: Readonly<Record<string, string>>, body: T) {
    this.headers = headers;
    this.body = body;
  }
}

/** Answers `body` with these headers beside those of every answer. */
export function withHeaders<T>(headers: Readonly<Record<string, string>>, body: T): WithHeaders<T> {
  return new WithHeaders(headers, body);
}
