import { z } from 'zod';
import {
  externalId,
  hostBookingInput,
  hostBookingResult,
  hostBookingStatusInput,
  hostUserInput,
  hostUserResult,
} from '../integration.ts';
import { none, type Route } from './route.ts';

const externalIdParam = z.strictObject({ externalId });

export const integrationRoutes = {
  upsertHostUser: {
    method: 'PUT',
    path: '/integration/users/:externalId',
    summary: 'Make or change a person of the host marketplace; suspends or readmits them too.',
    access: 'integration',
    rate: 'integration',
    params: externalIdParam,
    body: hostUserInput,
    status: 200,
    response: hostUserResult,
    errors: [],
  },
  endHostUserSessions: {
    method: 'DELETE',
    path: '/integration/users/:externalId/sessions',
    summary:
      'End all sessions of a person of the host marketplace; their sockets are closed, and tokens issued before open none.',
    access: 'integration',
    rate: 'integration',
    params: externalIdParam,
    status: 204,
    response: none,
    errors: ['user_not_found'],
  },
  upsertHostBooking: {
    method: 'PUT',
    path: '/integration/bookings/:externalId',
    summary:
      'Make or change a booking of the host marketplace; a changed status writes its system message. The first time it is told of, none is written.',
    access: 'integration',
    rate: 'integration',
    params: externalIdParam,
    body: hostBookingInput,
    status: 200,
    response: hostBookingResult,
    errors: [
      'user_not_found',
      'same_person',
      'booking_parties_fixed',
      'booking_code_taken',
      'conversation_busy',
    ],
  },
  updateHostBookingStatus: {
    method: 'POST',
    path: '/integration/bookings/:externalId/status',
    summary: 'Change the status of a booking of the host marketplace, with its system message.',
    access: 'integration',
    rate: 'integration',
    params: externalIdParam,
    body: hostBookingStatusInput,
    status: 200,
    response: hostBookingResult,
    errors: ['booking_not_found', 'conversation_busy'],
  },
} as const satisfies Record<string, Route>;
