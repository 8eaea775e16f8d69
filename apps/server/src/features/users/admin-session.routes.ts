import { ADMIN_COOKIE } from '@duet/contract';
import { withHeaders, type RouteHandlers } from '../../platform/http/handlers.ts';
import type { AdminSessionService } from './admin-session.service.ts';

export function adminSessionRoutes(
  admins: AdminSessionService,
): RouteHandlers<
  | 'adminSignIn'
  | 'getAdminSession'
  | 'adminSignOut'
  | 'beginSecondFactor'
  | 'confirmSecondFactor'
  | 'listAdminSessions'
  | 'endAdminSession'
> {
  return {
    adminSignIn: async ({ body }, { userAgent, address }) => {
      const opened = await admins.signIn(body, { device: userAgent, address });
      return withHeaders({ 'set-cookie': cookie(opened.cookie, opened.maxAgeMs) }, opened.session);
    },
    getAdminSession: (_input, { actor }) => admins.getSession(actor),
    adminSignOut: async (_input, { actor }) => {
      await admins.signOut(actor);
      return withHeaders({ 'set-cookie': cookie('', 0) }, {});
    },
    beginSecondFactor: ({ body }, { actor }) => admins.beginSecondFactor(actor, body),
    confirmSecondFactor: async ({ body }, { actor, userAgent, address }) => {
      const { opened, recoveryCodes } = await admins.confirmSecondFactor(actor, body, {
        device: userAgent,
        address,
      });
      return withHeaders(
        { 'set-cookie': cookie(opened.cookie, opened.maxAgeMs) },
        { session: opened.session, recoveryCodes },
      );
    },
    listAdminSessions: async (_input, { actor }) => ({ sessions: await admins.listSessions(actor) }),
    endAdminSession: async ({ params }, { actor }) => {
      await admins.endSession(actor, params.id);
      return {};
    },
  };
}

/** For this host alone, out of reach of scripts, and sent by no other site. */
function cookie(value: string, maxAgeMs: number): string {
  return `${ADMIN_COOKIE}=${value}; Path=/; Max-Age=${maxAgeMs / 1_000}; Secure; HttpOnly; SameSite=Strict`;
}
