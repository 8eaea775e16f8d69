import { contactWarning } from '../contact-details.ts';
import { none, type Route } from './route.ts';

export const safetyRoutes = {
  tellContactWarning: {
    method: 'POST',
    path: '/contact-warnings',
    summary: 'What became of a message whose author was told of contact details in it. Only counted.',
    access: 'session',
    rate: 'signal',
    body: contactWarning,
    status: 204,
    response: none,
    errors: [],
  },
} as const satisfies Record<string, Route>;
