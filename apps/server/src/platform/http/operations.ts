import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';

/** For those who run the server: is the process there, can it serve, and how is it doing. */
export function serveOperations(
  app: FastifyInstance,
  options: { registry: Registry; assertReady: () => Promise<void> },
): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async () => {
    await options.assertReady();
    return { status: 'ready' };
  });
  app.get('/metrics', async (_request, reply) => {
    reply.type(options.registry.contentType);
    return options.registry.metrics();
  });
}
