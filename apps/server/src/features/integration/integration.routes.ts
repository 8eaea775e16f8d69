import type { RouteHandlers } from '../../platform/http/handlers.ts';
import type { IntegrationService } from './integration.service.ts';

export function integrationRoutes(
  integration: IntegrationService,
): RouteHandlers<'upsertHostUser' | 'endHostUserSessions' | 'upsertHostBooking' | 'updateHostBookingStatus'> {
  return {
    upsertHostUser: ({ params, body }) => integration.upsertUser(params.externalId, body),
    endHostUserSessions: async ({ params }) => {
      await integration.endUserSessions(params.externalId);
      return {};
    },
    upsertHostBooking: ({ params, body }) => integration.upsertBooking(params.externalId, body),
    updateHostBookingStatus: ({ params, body }) => integration.updateBookingStatus(params.externalId, body),
  };
}
