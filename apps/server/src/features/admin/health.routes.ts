import type { RouteHandlers } from '../../platform/http/handlers.ts';
import type { HealthService } from './health.service.ts';

export function healthRoutes(health: HealthService): RouteHandlers<'getMetrics' | 'getEngagement'> {
  return {
    getMetrics: async () => ({ metrics: await health.getMetrics() }),
    getEngagement: async () => ({ engagement: await health.getEngagement() }),
  };
}
