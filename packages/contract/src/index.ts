// First: schemas are made by what it says.
import './without-eval.ts';

export * from './admin.ts';
export * from './audit.ts';
export * from './booking.ts';
export * from './contact-details.ts';
export * from './contact-policy.ts';
export * from './conversation.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './health.ts';
export * from './ids.ts';
export * from './image.ts';
export * from './integration.ts';
export * from './limits.ts';
export * from './message.ts';
export * from './names.ts';
export * from './oversight.ts';
export * from './pack.ts';
export * from './parse.ts';
export * from './privacy.ts';
export * from './report.ts';
export * from './routes.ts';
export * from './search.ts';
export * from './sync.ts';
export * from './text.ts';
export * from './user.ts';
