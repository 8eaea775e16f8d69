import { z } from 'zod';
import { adminCredentials, adminSession, ownAdminSession } from '../admin.ts';
import { idParam, none, type Route } from './route.ts';

export const adminSessionRoutes = {
  adminSignIn: {
    method: 'POST',
    path: '/admin/session',
    summary: 'Sign in as an administrator: sets the cookie of a session of eight hours.',
    access: 'public',
    rate: 'signIn',
    body: adminCredentials,
    status: 201,
    response: adminSession,
    errors: ['invalid_credentials', 'not_found', 'audit_unavailable'],
  },
  getAdminSession: {
    method: 'GET',
    path: '/admin/session',
    summary: 'The signed-in administrator, and what requests that change something have to carry.',
    access: 'admin',
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
    rate: 'write',
    status: 204,
    response: none,
    errors: [],
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
