import { AppError } from '@duet/contract';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { SecureTransport } from '../client-address.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of those who run the server, who ask from inside. */
    forOperators?: boolean;
  }
}

const FOR_OPERATORS = { config: { forOperators: true } };

/** For those who run the server: is the process there, can it serve, and how is it doing. */
export function serveOperations(
  app: FastifyInstance,
  options: { registry: Registry; assertReady: () => Promise<void>; mayMeasure: SecureTransport },
): void {
  app.get('/healthz', FOR_OPERATORS, async () => ({ status: 'ok' }));
  app.get('/readyz', FOR_OPERATORS, async () => {
    await options.assertReady();
    return { status: 'ready' };
  });
  app.get('/metrics', FOR_OPERATORS, async (request, reply) => {
    if (!options.mayMeasure(request.raw)) throw new AppError('not_found');
    reply.type(options.registry.contentType);
    return options.registry.metrics();
  });
}
