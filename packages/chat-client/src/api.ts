import { ROUTES, type RouteName, type RouteResponse } from '@duet/contract';
import { ApiError, endsSession } from './api-error.ts';
import type { Request, RouteArguments } from './request.ts';
import type { Session } from './session.ts';

/** The REST API in the session's name, typed by the contract's route table. */
export class Api {
  readonly #request: Request;
  readonly #session: Session;

  constructor(request: Request, session: Session) {
    this.#request = request;
    this.#session = session;
  }

  /**
   * Calls a route and returns the parsed body of its success. An expired access token is renewed once, unseen; an
   * answer that ends the session expires it.
   *
   * Throws `ApiError` only; `network` means that the request may or may not have been carried out.
   */
  async call<N extends RouteName>(name: N, ...input: RouteArguments<N>): Promise<RouteResponse<N>> {
    if (ROUTES[name].access === 'public') return this.#request(name, input);
    const token = await this.#session.getToken();
    try {
      return await this.#request(name, input, token);
    } catch (error) {
      if (error instanceof ApiError && error.code === 'token_expired') {
        return this.#request(name, input, await this.#session.renew(token));
      }
      if (endsSession(error)) this.#session.expire(token);
      throw error;
    }
  }
}
