import { z } from 'zod';
import {
  adminCredentials,
  adminSession,
  ownAdminSession,
  secondFactorBeginning,
  secondFactorConfirmation,
  secondFactorEnrolment,
} from '../admin.ts';
import { idParam, none, type Route } from './route.ts';

export const adminSessionRoutes = {
  adminSignIn: {
    method: 'POST',
    path: '/admin/session',
    summary:
      'Sign in as an administrator, with a code where they have a second factor: sets the cookie of a session of eight hours.',
    access: 'public',
    rate: 'signIn',
    body: adminCredentials,
    status: 201,
    response: adminSession,
    errors: [
      'invalid_credentials',
      'second_factor_required',
      'second_factor_invalid',
      'not_found',
      'audit_unavailable',
    ],
  },
  getAdminSession: {
    method: 'GET',
    path: '/admin/session',
    summary: 'The signed-in administrator, and what requests that change something have to carry.',
    access: 'admin',
    beforeSecondFactor: true,
    rate: 'read',
    status: 200,
    response: adminSession,
    errors: [],
  },
  adminSignOut: {
    method: 'DELETE',
    path: '/admin/session',
    summary: 'End this session and take its cookie back.',
    access: 'admin',
    beforeSecondFactor: true,
    rate: 'write',
    status: 204,
    response: none,
    errors: [],
  },
  beginSecondFactor: {
    method: 'POST',
    path: '/admin/second-factor',
    summary:
      'What an authenticator is to be told, for a second factor that is new or replaces the one there is.',
    access: 'admin',
    beforeSecondFactor: true,
    rate: 'signIn',
    body: secondFactorBeginning,
    status: 200,
    response: secondFactorEnrolment,
    errors: ['wrong_password', 'second_factor_required', 'second_factor_invalid'],
  },
  confirmSecondFactor: {
    method: 'PUT',
    path: '/admin/second-factor',
    summary:
      'Keep a second factor whose first code is shown. Other sessions in the dashboard end, and this one goes on under a new cookie.',
    access: 'admin',
    beforeSecondFactor: true,
    rate: 'signIn',
    body: secondFactorConfirmation,
    status: 200,
    response: z.object({
      session: adminSession,
      /** Each signs in once in place of a code. They are told only now. */
      recoveryCodes: z.array(z.string()),
    }),
    errors: ['second_factor_invalid'],
  },
  listAdminSessions: {
    method: 'GET',
    path: '/admin/sessions',
    summary: 'Own sessions as an administrator that live, the newest first; at most 100.',
    access: 'admin',
    rate: 'read',
    status: 200,
    response: z.object({ sessions: z.array(ownAdminSession) }),
    errors: [],
  },
  endAdminSession: {
    method: 'DELETE',
    path: '/admin/sessions/:id',
    summary: 'End one of the own sessions as an administrator.',
    access: 'admin',
    rate: 'write',
    params: idParam,
    status: 204,
    response: none,
    errors: ['session_not_found'],
  },
} as const satisfies Record<string, Route>;
