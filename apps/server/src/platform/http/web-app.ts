import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { AppError } from '@duet/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OperatorError } from '../operator-error.ts';

const IMMUTABLE = 'public, max-age=31536000, immutable';
const REVALIDATE = 'no-cache';
/** Paths that belong to the server; everything else may be an address within an app. */
const SERVER_PATHS = /^\/(api|csp-reports|docs|objects|socket\.io)(\/|$)/;
const ADMIN_PATHS = /^\/admin(\/|\?|$)/;
/** What there is under the dashboard's own host name. */
const UNDER_ADMIN_ORIGIN = /^\/(admin|api\/v1\/admin|csp-reports|objects|healthz|readyz)(\/|\?|$)/;

/** Where the built apps are: what people use, at `/`, and the dashboard, at `/admin`. undefined serves none. */
export interface WebRoots {
  readonly webRoot: string | undefined;
  readonly adminRoot: string | undefined;
  /** Where alone the dashboard is, and nothing else; undefined: wherever the server is reached. */
  readonly adminOrigin: string | undefined;
}

/**
 * Serves the built apps: files as they are (compressed where the build made .br or .gz beside them), and index.html for
 * every other address a browser wants a page from. The build puts what has a hash in its name into `assets/`, and that
 * never changes; the rest is asked for again each time.
 * @throws OperatorError when there is no app where one should be.
 */
export async function serveWebApps(
  app: FastifyInstance,
  { webRoot, adminRoot, adminOrigin }: WebRoots,
): Promise<void> {
  if (adminOrigin !== undefined) keepApart(app, adminOrigin);
  if (adminRoot !== undefined)
    await serveFolder(app, adminRoot, { prefix: '/admin/', variable: 'ADMIN_ROOT' });
  if (webRoot !== undefined) await serveFolder(app, webRoot, { prefix: '/', variable: 'WEB_ROOT' });
  app.setNotFoundHandler((request, reply) => {
    const root = adminRoot !== undefined && ADMIN_PATHS.test(request.url) ? adminRoot : webRoot;
    if (root === undefined || !wantsPage(request)) throw new AppError('not_found');
    return reply.sendFile('index.html', root);
  });
}

/** A page of the app, whatever is wrong with it, is then no page of the dashboard's origin. */
function keepApart(app: FastifyInstance, adminOrigin: string): void {
  const { host } = new URL(adminOrigin);
  app.addHook('onRequest', async ({ headers, url }, reply) => {
    const isThere = headers.host === host;
    if (isThere && url === '/') return reply.redirect('/admin/');
    if (isThere ? !UNDER_ADMIN_ORIGIN.test(url) : ADMIN_PATHS.test(url)) throw new AppError('not_found');
  });
}

async function serveFolder(
  app: FastifyInstance,
  root: string,
  { prefix, variable }: { prefix: string; variable: string },
): Promise<void> {
  if (!existsSync(join(root, 'index.html'))) {
    throw new OperatorError(
      `${variable} must be the folder of the built app; there is no index.html in ${root}.`,
    );
  }
  const assets = join(root, 'assets/');
  await app.register(fastifyStatic, {
    root,
    prefix,
    decorateReply: !app.hasReplyDecorator('sendFile'),
    preCompressed: true,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.startsWith(assets) ? IMMUTABLE : REVALIDATE);
    },
  });
}

function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    !SERVER_PATHS.test(url) &&
    (headers.accept ?? '').includes('text/html')
  );
}
