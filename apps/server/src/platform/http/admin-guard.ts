import { createHash, timingSafeEqual } from 'node:crypto';
import {
  ADMIN_COOKIE,
  AppError,
  CSRF_HEADER,
  LIMITS,
  ROUTES,
  type Route,
  type RouteName,
} from '@duet/contract';
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import {
  toCaller,
  type Actor,
  type AdminActor,
  type AdminAuthenticator,
  type Authenticator,
} from '../actor.ts';
import { bearerToken } from './bearer-token.ts';

/**
 * Lets administrators pass by their cookie, and whoever has a session of the app as far as `permissionGuard`, which
 * writes them down. What changes something must come from the dashboard's own page.
 */
export function adminGuard(
  admins: AdminAuthenticator,
  authenticator: Authenticator,
): onRequestAsyncHookHandler {
  return async (request) => {
    const cookie = adminCookie(request);
    const token = bearerToken(request);
    if (cookie !== undefined) {
      const admin = await admins.authenticateAdmin(cookie, request.address);
      if (request.method !== 'GET' && request.method !== 'HEAD') assertOwnPage(request, admin);
      request.actor = admin;
    } else {
      if (token === undefined) throw new AppError('auth_required');
      request.actor = await authenticator.authenticate(token);
    }
    request.caller = toCaller(request.actor, request.address);
    request.log = request.log.child({ userId: request.actor.userId });
  };
}

/** Where the dashboard has a host name of its own, there is nothing of it under any other. */
export function hostGuard(adminOrigin: string | undefined): onRequestAsyncHookHandler {
  const host = adminOrigin === undefined ? undefined : new URL(adminOrigin).host;
  return async ({ headers }) => {
    if (host !== undefined && headers.host !== host) throw new AppError('not_found');
  };
}

/**
 * Refuses whoever may not do what a route does, and writes down that they asked; whoever has to show first, or again, that it is
 * they, is told so.
 */
export function permissionGuard(admins: AdminAuthenticator, name: RouteName): onRequestAsyncHookHandler {
  const { permission, beforeSecondFactor = false, freshSignIn = false }: Route = ROUTES[name];
  return async ({ actor, address }) => {
    if (!actor) throw new AppError('auth_required');
    if (!isAdmin(actor) || (permission !== undefined && !actor.permissions.includes(permission))) {
      await admins.noteRefusal(actor, name, address);
      throw new AppError('forbidden');
    }
    if (actor.lacksSecondFactor && !beforeSecondFactor) throw new AppError('second_factor_missing');
    const isStale = Date.now() - actor.signedInAt.getTime() > LIMITS.freshSignInMs;
    if (freshSignIn && isStale) throw new AppError('sign_in_stale');
  };
}

function isAdmin(actor: Actor): actor is AdminActor {
  return 'permissions' in actor;
}

function adminCookie({ headers }: FastifyRequest): string | undefined {
  const pairs = (headers.cookie ?? '').split('; ');
  return pairs.find((pair) => pair.startsWith(`${ADMIN_COOKIE}=`))?.slice(ADMIN_COOKIE.length + 1);
}

/** A page of another site can have a browser send the cookie at most; the token it cannot read. */
function assertOwnPage({ headers }: FastifyRequest, { csrfTokens }: AdminActor): void {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const shown = digest(String(headers[CSRF_HEADER]));
  if (!csrfTokens.some((token) => timingSafeEqual(shown, digest(token)))) throw new AppError('csrf_invalid');
}
