import type { RouteHandlers } from '../../platform/http/handlers.ts';
import type { SessionService } from './session.service.ts';
import type { UserService } from './user.service.ts';

export function userRoutes(
  users: UserService,
  sessions: SessionService,
): RouteHandlers<'login' | 'refresh' | 'logout' | 'getMe' | 'updateMe' | 'listDemoPeople'> {
  return {
    login: ({ body }, { userAgent }) => sessions.signIn(body.email, body.password, userAgent),
    refresh: ({ body }) => sessions.refresh(body.refreshToken),
    logout: async (_input, { actor }) => {
      await sessions.signOut(actor.sessionId);
      return {};
    },
    getMe: async (_input, { actor }) => ({ user: await users.getUser(actor.userId) }),
    updateMe: async ({ body }, { actor }) => ({ user: await users.updateUser(actor.userId, body) }),
    listDemoPeople: () => users.listDemoPeople(),
  };
}
