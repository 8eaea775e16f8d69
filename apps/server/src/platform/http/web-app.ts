import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { AppError } from '@duet/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OperatorError } from '../operator-error.ts';

const IMMUTABLE = 'public, max-age=31536000, immutable';
const REVALIDATE = 'no-cache';
/** Paths that belong to the server; everything else may be an address within the app. */
const SERVER_PATHS = /^\/(api|csp-reports|docs|objects|socket\.io)(\/|$)/;

/**
 * Serves the built app from `root`: files as they are (compressed where the build made .br or .gz beside them), and
 * index.html for every other address a browser wants a page from. The build puts what has a hash in its name into
 * `assets/`, and that never changes; the rest is asked for again each time. Without `root`, no such path exists.
 * @throws OperatorError when there is no app at `root`.
 */
export async function serveWebApp(app: FastifyInstance, root: string | undefined): Promise<void> {
  if (root === undefined) {
    app.setNotFoundHandler(() => {
      throw new AppError('not_found');
    });
    return;
  }
  if (!existsSync(join(root, 'index.html'))) {
    throw new OperatorError(
      `WEB_ROOT must be the folder of the built app; there is no index.html in ${root}.`,
    );
  }
  const assets = join(root, 'assets/');
  await app.register(fastifyStatic, {
    root,
    preCompressed: true,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.startsWith(assets) ? IMMUTABLE : REVALIDATE);
    },
  });
  app.setNotFoundHandler((request, reply) => {
    if (!wantsPage(request)) throw new AppError('not_found');
    return reply.sendFile('index.html');
  });
}

function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    !SERVER_PATHS.test(url) &&
    (headers.accept ?? '').includes('text/html')
  );
}
