import type { RouteHandlers } from '../../platform/http/handlers.ts';
import type { SessionService } from './session.service.ts';
import type { UserService } from './user.service.ts';

export function userRoutes(
  users: UserService,
  sessions: SessionService,
): RouteHandlers<
  | 'login'
  | 'refresh'
  | 'logout'
  | 'logoutEverywhere'
  | 'listSessions'
  | 'endSession'
  | 'changePassword'
  | 'getMe'
  | 'updateMe'
  | 'listDemoPeople'
> {
  return {
    login: ({ body }, { userAgent, address }) =>
      sessions.signIn(body.email, body.password, { device: userAgent, address }),
    refresh: ({ body }, { address }) => sessions.refresh(body.refreshToken, address),
    logout: async (_input, { actor }) => {
      await sessions.signOut(actor);
      return {};
    },
    logoutEverywhere: async (_input, { actor }) => {
      await sessions.signOutEverywhere(actor);
      return {};
    },
    listSessions: async (_input, { actor }) => ({ sessions: await sessions.listSessions(actor) }),
    endSession: async ({ params }, { actor }) => {
      await sessions.endSession(actor, params.id);
      return {};
    },
    changePassword: async ({ body }, { actor, address }) => {
      await sessions.changePassword(actor, body.currentPassword, body.newPassword, address);
      return {};
    },
    getMe: async (_input, { actor }) => ({ user: await users.getUser(actor.userId) }),
    updateMe: async ({ body }, { actor }) => ({ user: await users.updateUser(actor.userId, body) }),
    listDemoPeople: () => users.listDemoPeople(),
  };
}
