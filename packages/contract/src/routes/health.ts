import { z } from 'zod';
import { engagement, metric } from '../health.ts';
import { type Route } from './route.ts';

export const healthRoutes = {
  getMetrics: {
    method: 'GET',
    path: '/admin/metrics',
    summary: 'The instruments of the process that answers.',
    access: 'admin',
    rate: 'oversee',
    status: 200,
    response: z.object({ metrics: z.array(metric) }),
    errors: [],
  },
  getEngagement: {
    method: 'GET',
    path: '/admin/engagement',
    summary: 'How people answer each other, in the newest conversations.',
    access: 'admin',
    rate: 'oversee',
    status: 200,
    response: z.object({ engagement }),
    errors: [],
  },
} as const satisfies Record<string, Route>;
