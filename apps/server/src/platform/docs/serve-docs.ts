import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { CSP_REPORTS_PATH, SECURITY_HEADERS } from '../http/security.ts';
import { renderDocs } from './docs-page.ts';
import type { AsyncApi, OpenApi } from './documents.ts';

/** Stricter than for the app: nothing but text and its looks. */
const DOCS_HEADERS = {
  ...SECURITY_HEADERS,
  'content-security-policy': [
    "default-src 'none'",
    "style-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    `report-uri ${CSP_REPORTS_PATH}`,
  ].join('; '),
  'cache-control': 'no-cache',
};

/** Serves the contract for readers at /docs, and its two documents beside it as they are in the repository. */
export async function serveDocs(app: FastifyInstance): Promise<void> {
  const read = (name: string) => readFile(new URL(import.meta.resolve(`@duet/contract/${name}`)), 'utf8');
  const [openApi, asyncApi] = await Promise.all([read('openapi.json'), read('asyncapi.json')]);
  const page = renderDocs(JSON.parse(openApi) as OpenApi, JSON.parse(asyncApi) as AsyncApi);
  const style = await readFile(join(import.meta.dirname, 'docs.css'), 'utf8');
  const files = {
    '/docs': ['text/html', page],
    '/docs/style.css': ['text/css', style],
    '/docs/openapi.json': ['application/json', openApi],
    '/docs/asyncapi.json': ['application/json', asyncApi],
  } as const;
  for (const [url, [type, text]] of Object.entries(files)) {
    app.get(url, async (_request, reply) =>
      reply.headers(DOCS_HEADERS).type(`${type}; charset=utf-8`).send(text),
    );
  }
}
